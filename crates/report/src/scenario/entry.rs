//! One scenario of its table.

use std::ops::Range;

use analysis::scenario::{Functions, Heartbeat, Levers, MessageSizes, Scenario};
use ledger::Decimal;
use toml::de::{DeTable, DeValue};

use super::keys::{self, Bound, NumberKey};
use crate::config::reader::{Reader, Value};
use crate::config::unknown;

/// A table that is being read.
struct Entry<'r, 'a, 't, 'd> {
    reader: &'r mut Reader<'a>,
    table: &'t DeTable<'d>,
    /// Its heading, as in an error: `[[scenario]]`.
    heading: &'static str,
    at: Range<usize>,
}

/// `None` where something is wrong, which is said.
pub(super) fn of(
    reader: &mut Reader<'_>,
    table: &DeTable<'_>,
    at: &Range<usize>,
    number: usize,
) -> Option<(Scenario, Levers)> {
    let before = reader.errors.len();
    let mut entry = Entry { reader, table, heading: "[[scenario]]", at: at.clone() };
    entry.refuse_others(&keys::SCENARIO);
    let name = entry.text("name").unwrap_or_else(|| format!("scenario {number}"));
    let region = entry.required_text("region", "us-east-1");
    let connections = entry.required(keys::CONNECTIONS);
    let lifetime = entry.required(keys::LIFETIME);
    let messages = entry.required(keys::MESSAGES);
    let scenario = Scenario {
        name,
        region: region.unwrap_or_default(),
        connections: connections.unwrap_or_default(),
        lifetime: lifetime.unwrap_or_default(),
        messages: messages.unwrap_or_default(),
        sizes: entry.sizes(),
        fan_out: entry.number(keys::FAN_OUT).unwrap_or_default(),
        heartbeat: entry.heartbeat(),
        lambda: entry.lambda(),
        growth: entry.number(keys::GROWTH).unwrap_or_default(),
        scale: entry.number(keys::SCALE),
        free_tier: entry.switch(keys::FREE_TIER).unwrap_or_default(),
    };
    let levers = entry.levers();
    if lifetime == Some(Decimal::ZERO) && messages.is_some_and(|messages| messages > Decimal::ZERO) {
        entry
            .reader
            .error(at, "connection_minutes is 0, and yet messages are sent over the connection; give minutes above 0");
    }
    (reader.errors.len() == before).then_some((scenario, levers))
}

impl Entry<'_, '_, '_, '_> {
    fn refuse_others(&mut self, known: &[&'static str]) {
        for (key, _) in self.table {
            let name = key.get_ref().as_ref();
            if !known.contains(&name) {
                self.reader.error(&key.span(), &unknown(name, known.iter().copied()));
            }
        }
    }

    fn missing(&mut self, key: &str, example: &str) {
        let what = format!("{} has no {key}; add {key} = {example}", self.heading);
        self.reader.error(&self.at.clone(), &what);
    }

    fn text(&mut self, key: &str) -> Option<String> {
        self.table.get(key).and_then(|value| self.reader.text(value, key))
    }

    fn required_text(&mut self, key: &str, example: &str) -> Option<String> {
        if !self.table.contains_key(key) {
            self.missing(key, &format!("\"{example}\""));
        }
        self.text(key)
    }

    fn number(&mut self, key: NumberKey) -> Option<Decimal> {
        self.table.get(key.name).and_then(|value| number(self.reader, value, key))
    }

    fn required(&mut self, key: NumberKey) -> Option<Decimal> {
        if !self.table.contains_key(key.name) {
            self.missing(key.name, key.example);
        }
        self.number(key)
    }

    fn switch(&mut self, key: &str) -> Option<bool> {
        let value = self.table.get(key)?;
        if let DeValue::Boolean(on) = value.get_ref() {
            return Some(*on);
        }
        self.reader.wrong_type(value, key, "true or false", &format!("{key} = true"));
        None
    }

    fn sizes(&mut self) -> MessageSizes {
        let average = self.number(keys::SIZE);
        let Some(list) = self.table.get(keys::SIZES) else {
            return MessageSizes::Average(average.unwrap_or(Decimal::ONE));
        };
        if average.is_some() {
            let what = format!("{} and {} say the same; give one of them", keys::SIZE.name, keys::SIZES);
            self.reader.error(&list.span(), &what);
        }
        MessageSizes::Shares(shares(self.reader, list))
    }

    fn heartbeat(&mut self) -> Option<Heartbeat> {
        let seconds = self.number(keys::HEARTBEAT);
        let is_answered = self.switch(keys::HEARTBEAT_REPLY);
        if seconds.is_none()
            && let Some(value) = self.table.get(keys::HEARTBEAT_REPLY)
            && !self.table.contains_key(keys::HEARTBEAT.name)
        {
            let what = format!("{} without {}; add the seconds", keys::HEARTBEAT_REPLY, keys::HEARTBEAT.name);
            self.reader.error(&value.span(), &what);
        }
        Some(Heartbeat { seconds: seconds?, is_answered: is_answered.unwrap_or_default() })
    }

    fn lambda(&mut self) -> Option<Functions> {
        let value = self.table.get(keys::LAMBDA)?;
        let DeValue::Table(table) = value.get_ref() else {
            self.reader.wrong_type(value, keys::LAMBDA, "a table", "[scenario.lambda] and its keys below it");
            return None;
        };
        let mut entry = Entry { reader: self.reader, table, heading: "[scenario.lambda]", at: value.span() };
        entry.refuse_others(&keys::FUNCTIONS);
        let (memory, duration) = (entry.required(keys::MEMORY), entry.required(keys::DURATION));
        let once = |on: Option<bool>| if on.unwrap_or(true) { Decimal::ONE } else { Decimal::ZERO };
        Some(Functions {
            per_message: entry.number(keys::PER_MESSAGE).unwrap_or(Decimal::ONE),
            per_heartbeat: entry.number(keys::PER_HEARTBEAT).unwrap_or_default(),
            on_connect: once(entry.switch(keys::ON_CONNECT)),
            on_disconnect: once(entry.switch(keys::ON_DISCONNECT)),
            arm: entry.architecture(),
            memory: memory?,
            duration: duration?,
        })
    }

    fn levers(&mut self) -> Levers {
        let Some(value) = self.table.get(keys::LEVERS) else { return Levers::default() };
        let DeValue::Table(table) = value.get_ref() else {
            self.reader.wrong_type(value, keys::LEVERS, "a table", "[scenario.levers] and its keys below it");
            return Levers::default();
        };
        let mut entry = Entry { reader: self.reader, table, heading: "[scenario.levers]", at: value.span() };
        entry.refuse_others(&keys::LEVER);
        let (close_after, active_minutes) = (entry.number(keys::CLOSE_AFTER), entry.number(keys::ACTIVE));
        for (one, other) in [(keys::CLOSE_AFTER, keys::ACTIVE), (keys::ACTIVE, keys::CLOSE_AFTER)] {
            if table.contains_key(one.name) && !table.contains_key(other.name) {
                entry.missing(other.name, other.example);
            }
        }
        Levers {
            close_after,
            active_minutes,
            heartbeat_seconds: entry.number(keys::HEARTBEAT),
            batch: entry.number(keys::BATCH),
            poll_seconds: entry.number(keys::POLL),
        }
    }

    fn architecture(&mut self) -> bool {
        let Some(name) = self.text(keys::ARCHITECTURE) else { return false };
        match name.as_str() {
            "arm64" => true,
            "x86_64" => false,
            other => {
                let span = self.table.get(keys::ARCHITECTURE).map(Value::span).unwrap_or_default();
                self.reader.error(&span, &format!("architecture is `{other}`; give \"x86_64\" or \"arm64\""));
                false
            }
        }
    }
}

fn shares(reader: &mut Reader<'_>, list: &Value<'_>) -> Vec<(Decimal, Decimal)> {
    const EXAMPLE: &str = "message_sizes = [{ kb = 2, share = 0.9 }, { kb = 40, share = 0.1 }]";
    let DeValue::Array(values) = list.get_ref() else {
        reader.wrong_type(list, keys::SIZES, "a list of sizes with their shares", EXAMPLE);
        return Vec::new();
    };
    let before = reader.errors.len();
    let mut shares = Vec::new();
    for value in values {
        let DeValue::Table(table) = value.get_ref() else {
            reader.wrong_type(value, keys::SIZES, "a list of sizes with their shares", EXAMPLE);
            continue;
        };
        let mut entry = Entry { reader, table, heading: "an entry of message_sizes", at: value.span() };
        entry.refuse_others(&[keys::SHARE_SIZE.name, keys::SHARE.name]);
        let (size, share) = (entry.required(keys::SHARE_SIZE), entry.required(keys::SHARE));
        shares.extend(size.zip(share));
    }
    let sum: Decimal = shares.iter().map(|(_, share)| *share).sum();
    if sum != Decimal::ONE && reader.errors.len() == before {
        reader.error(&list.span(), &format!("the shares of message_sizes add up to {sum}; they must add up to 1"));
    }
    shares
}

fn number(reader: &mut Reader<'_>, value: &Value<'_>, key: NumberKey) -> Option<Decimal> {
    let text = match value.get_ref() {
        DeValue::Integer(number) if number.radix() == 10 => number.as_str(),
        DeValue::Float(number) => number.as_str(),
        _ => {
            reader.wrong_type(value, key.name, "a number", &format!("{} = {}", key.name, key.example));
            return None;
        }
    };
    let refuse = |reader: &mut Reader<'_>, what: &str| {
        reader.error(&value.span(), &format!("{} is {text}; {what} ({})", key.name, key.unit));
        None
    };
    let Ok(number) = text.parse::<Decimal>() else { return refuse(reader, "give a plain number") };
    let (from, most) = key.bounds;
    let too_small = match from {
        Bound::Zero => (number < Decimal::ZERO).then(|| "give 0 or more".to_owned()),
        Bound::AboveZero => (number <= Decimal::ZERO).then(|| "give more than 0".to_owned()),
        Bound::From(least) => (number < Decimal::from_int(least)).then(|| format!("give {least} or more")),
        Bound::AboveMinusOne => (number <= Decimal::from_int(-1)).then(|| "give more than -1".to_owned()),
    };
    let too_large = most.filter(|&most| number > Decimal::from_int(most)).map(|most| format!("give at most {most}"));
    // What the largest API has in a year, a thousand times: sums of it stay sums.
    let beyond = (number > Decimal::from_int(1_000_000_000_000)).then(|| "give at most 1,000,000,000,000".to_owned());
    match too_small.or(too_large).or(beyond) {
        Some(what) => refuse(reader, &what),
        None => Some(number),
    }
}

//! Other names for account ids, for a report that leaves the house.
//!
//! Ids are numbered, not hashed: an id has 12 digits, so every hash of one can be turned back by trying them all. The
//! numbers go by ascending id among those of the bill. That makes them the same in every format and on every machine; they
//! hold for one bill, since another may have other accounts.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::OnceLock;

use analysis::baseline::Baseline;
use analysis::commitments::Commitments;
use analysis::forecast::BillForecast;
use analysis::levers::BillLevers;
use analysis::scenario::{LeverReport, Projection};
use analysis::{PriceSource, RateCard, Summary};
use ledger::{Inspection, OpenError, Opened};

use crate::source::Source;

/// Digits of an account id.
const DIGITS: usize = 12;
/// The name of what looks like an account id and is none of the bill's.
const OTHER: &str = "account-x";
/// Shorter texts in an account column are replaced in that column alone: elsewhere they may be anything.
const TELLING: usize = 4;

/// Other names for account ids.
#[derive(Debug, Default)]
pub(crate) struct Mask {
    names: OnceLock<BTreeMap<String, String>>,
}

impl Mask {
    /// Numbers the ids of a bill, payers and usage accounts alike.
    pub(crate) fn learn(&self, opened: &Opened) {
        let rows = opened.ledger.series().map(|series| *series.shared());
        let mut ids: BTreeSet<String> =
            rows.flat_map(|row| [row.payer, row.account]).flatten().map(str::to_owned).collect();
        ids.extend(opened.ledger.coverage().iter().filter_map(|delivery| delivery.payer.clone()));
        self.number(ids);
    }

    /// Numbers the payers that an error names, where there is no bill.
    pub(crate) fn learn_refused(&self, error: &OpenError) {
        self.number(error.payers.clone());
    }

    fn number(&self, ids: BTreeSet<String>) {
        let numbered = ids.into_iter().zip(1..).map(|(id, number)| (id, format!("account-{number}")));
        self.names.get_or_init(|| numbered.collect());
    }

    fn name(&self, id: &str) -> Option<&str> {
        self.names.get()?.get(id).map(String::as_str)
    }

    /// The text without account ids: those of the bill by their names, and whatever else has as many digits.
    pub(crate) fn text(&self, text: &str) -> String {
        let mut masked = String::with_capacity(text.len());
        let mut rest = text;
        while let Some(start) = rest.find(|letter: char| letter.is_ascii_digit()) {
            let (before, digits) = rest.split_at(start);
            masked.push_str(before);
            let end = digits.find(|letter: char| !letter.is_ascii_digit()).unwrap_or(digits.len());
            if let Some((id, after)) = dashed(digits).filter(|_| !masked.ends_with('-')) {
                masked.push_str(self.name(&id).unwrap_or(OTHER));
                rest = after;
                continue;
            }
            let (run, after) = digits.split_at(end);
            match self.name(run) {
                _ if run.len() != DIGITS => masked.push_str(run),
                Some(name) => masked.push_str(name),
                None if is_decimal(&masked, after) => masked.push_str(run),
                None => masked.push_str(OTHER),
            }
            rest = after;
        }
        masked.push_str(rest);
        let names = self.names.get().into_iter().flatten();
        let unusual = names.filter(|(id, _)| id.len() >= TELLING && !(id.len() == DIGITS && is_number(id)));
        unusual.fold(masked, |text, (id, name)| text.replace(id.as_str(), name))
    }

    fn field(&self, field: &mut Option<String>) {
        if let Some(id) = field {
            *id = self.name(id).map_or_else(|| self.text(id), str::to_owned);
        }
    }

    fn texts<'t>(&self, texts: impl IntoIterator<Item = &'t mut String>) {
        texts.into_iter().for_each(|text| *text = self.text(text));
    }

    /// Masks what is known about the reading.
    pub(crate) fn source(&self, source: &mut Source) {
        self.texts(source.deliveries.iter_mut().map(|delivery| &mut delivery.id));
        self.texts(source.skipped.iter_mut().flat_map(|skipped| [&mut skipped.path, &mut skipped.reason]));
        self.texts(source.remarks.iter_mut().chain(&mut source.damage));
    }

    /// Masks what would be read. Only payers are known then, so they alone are numbered.
    pub(crate) fn inspection(&self, inspection: &mut Inspection) {
        let payers = inspection.deliveries.iter().flat_map(|delivery| &delivery.payers);
        self.number(payers.chain(&inspection.payers).cloned().collect());
        for delivery in &mut inspection.deliveries {
            for payer in &mut delivery.payers {
                *payer = self.name(payer).map_or_else(|| self.text(payer), str::to_owned);
            }
            self.texts([&mut delivery.id, &mut delivery.place].into_iter().chain(&mut delivery.causes));
            self.texts(delivery.data_files.iter_mut().map(|file| &mut file.path));
        }
        self.texts(inspection.skipped.iter_mut().flat_map(|skipped| [&mut skipped.path, &mut skipped.reason]));
        self.texts(inspection.causes.iter_mut().chain(&mut inspection.notes));
    }

    /// Masks rates: payers, and the names of price lists.
    pub(crate) fn rates(&self, card: &mut RateCard) {
        for line in &mut card.lines {
            self.field(&mut line.payer);
            self.texts(&mut line.region);
            line.list.iter_mut().for_each(|list| self.price_source(&mut list.source));
        }
    }

    /// Masks what a scenario costs. Its numbers stay as they are, however many digits they have.
    pub(crate) fn projection(&self, projection: &mut Projection) {
        self.texts([&mut projection.scenario.name, &mut projection.scenario.region]);
        projection.prices.iter_mut().for_each(|(_, _, source)| self.price_source(source));
    }

    /// Masks what would bring a scenario's cost down.
    pub(crate) fn levers(&self, report: &mut LeverReport) {
        self.projection(&mut report.before);
        report.polling.price.iter_mut().for_each(|(_, source)| self.price_source(source));
    }

    fn price_source(&self, source: &mut PriceSource) {
        match source {
            PriceSource::File { name, published } => self.texts([name].into_iter().chain(published)),
            PriceSource::BuiltIn { instead_of } => self.texts(instead_of),
            PriceSource::Bill { .. } => {}
        }
    }

    /// Masks the answer. Names of accounts tell as much as their ids, so they go too.
    pub(crate) fn summary(&self, summary: &mut Summary) {
        summary.account_names.clear();
        for api in &mut summary.apis {
            self.field(&mut api.account);
            self.texts(api.api_id.iter_mut().chain(&mut api.stage).chain(&mut api.workload));
        }
        for workload in &mut summary.workloads {
            self.texts(workload.api_ids.iter_mut().chain([&mut workload.name]));
        }
        self.texts(summary.other.iter_mut().filter_map(|other| other.usage_type.as_mut()));
        for finding in &mut summary.findings {
            self.field(&mut finding.account);
            self.texts(finding.api_id.iter_mut().chain(&mut finding.stage));
            self.texts([&mut finding.title, &mut finding.advice]);
            self.texts(finding.assumptions.iter_mut().chain(&mut finding.may_not_claim));
        }
        self.texts(summary.notes.iter_mut().chain(&mut summary.fallbacks));
    }

    /// Masks what is said of Savings Plans.
    pub(crate) fn commitments(&self, answer: &mut Commitments) {
        answer.sizings.iter_mut().for_each(|sizing| self.field(&mut sizing.payer));
        self.texts(&mut answer.notes);
    }

    /// Masks the pack for a negotiation.
    pub(crate) fn baseline(&self, answer: &mut Baseline) {
        self.summary(&mut answer.summary);
        self.rates(&mut answer.rates);
        self.commitments(&mut answer.commitments);
    }

    /// Masks the levers of a bill.
    pub(crate) fn bill_levers(&self, answer: &mut BillLevers) {
        self.summary(&mut answer.summary);
        for api in &mut answer.apis {
            self.field(&mut api.account);
            self.texts([&mut api.api]);
        }
        answer.rest.iter_mut().for_each(|rest| self.field(&mut rest.payer));
        self.texts(answer.gaps.iter_mut().chain(&mut answer.assumptions));
    }

    /// Masks a forecast.
    pub(crate) fn forecast(&self, forecast: &mut BillForecast) {
        for api in &mut forecast.apis {
            self.field(&mut api.account);
            self.texts(api.api_id.iter_mut().chain(&mut api.stage));
        }
        self.texts(&mut forecast.assumptions);
    }
}

fn is_number(text: &str) -> bool {
    text.bytes().all(|digit| digit.is_ascii_digit())
}

/// An id as AWS's pages show it, `1234-5678-9012`, at the beginning of a text, and what stands behind it.
fn dashed(text: &str) -> Option<(String, &str)> {
    let (written, after) = text.split_at_checked(DIGITS + 2)?;
    let groups: Vec<&str> = written.split('-').collect();
    let is_id = groups.len() == 3 && groups.iter().all(|group| group.len() == DIGITS / 3 && is_number(group));
    let ends = !after.starts_with(|letter: char| letter.is_ascii_digit() || letter == '-');
    (is_id && ends).then(|| (groups.concat(), after))
}

/// Are these digits a part of a decimal number, given what stands around them? In a path or a name they are none.
fn is_decimal(before: &str, after: &str) -> bool {
    let is_of_number = |letter: char| letter.is_ascii_digit() || matches!(letter, '.' | ',' | '-' | '(' | ')');
    let words = [before.rsplit(char::is_whitespace).next(), after.split(char::is_whitespace).next()];
    if !words.into_iter().flatten().all(|word| word.chars().all(is_of_number)) {
        return false;
    }
    let digit = |letter: Option<char>| letter.is_some_and(|letter| letter.is_ascii_digit());
    before.strip_suffix('.').is_some_and(|whole| digit(whole.chars().last()))
        || after.strip_prefix('.').is_some_and(|fraction| digit(fraction.chars().next()))
}

#[cfg(test)]
mod tests {
    use ledger::Row;

    use super::*;
    use crate::testing::{coverage, opened, small_month};

    fn mask() -> Mask {
        let mask = Mask::default();
        let odd = small_month().into_iter().map(|row| Row { account: Some("team-a"), ..row }).take(1);
        mask.learn(&opened(small_month().into_iter().chain(odd), vec![coverage()]));
        mask
    }

    #[test]
    fn ids_are_numbered_as_they_rise() {
        let mask = mask();
        for (text, masked) in [
            ("111111111111 of 999999999999", "account-1 of account-2"),
            ("arn:aws:lambda:us-east-1:111111111111:function:a", "arn:aws:lambda:us-east-1:account-1:function:a"),
            ("cur-222222222222/x_333333333333.csv", "cur-account-x/x_account-x.csv"),
            ("1111111111110 11111111111", "1111111111110 11111111111"),
            ("0.123456789012 and 123456789012.5", "0.123456789012 and 123456789012.5"),
            ("of team-a", "of account-3"),
            ("cur/2026.123456789012/x.csv: 2026.222222222222.gz", "cur/2026.account-x/x.csv: 2026.account-x.gz"),
            ("1111-1111-1111 and 1234-5678-9012.", "account-1 and account-x."),
            ("4d5e-1111-2222-3333-4444 and 2026-11-01", "4d5e-1111-2222-3333-4444 and 2026-11-01"),
            ("ä 111111111111", "ä account-1"),
        ] {
            assert_eq!(mask.text(text), masked);
        }
    }

    #[test]
    fn before_a_bill_is_read_every_id_is_one_that_is_not_known() {
        assert_eq!(Mask::default().text("/mnt/111111111111/x"), "/mnt/account-x/x");
    }
}

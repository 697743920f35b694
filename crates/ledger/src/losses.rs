//! Which answer is lost without which column.
//!
//! One table for every layout: what a column is to us decides, and the layout only gives its name. Columns that
//! nothing can be said without are no matter of this table: files that lack them are refused.

use std::fmt;

use cur_ingest::{FileColumns, Number, Role, TagChoice, Text, Time};

use crate::amortize::Rule;

/// An answer that columns of an export would give, and that it does not, since it lacks them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Loss {
    /// Names of the columns as the layout writes them; any one of them would do.
    pub columns: Vec<&'static str>,
    /// A column that is there and may be one of them under another name.
    pub renamed: Option<String>,
    /// What is lost.
    pub answer: &'static str,
    entry: &'static Entry,
}

impl Loss {
    /// The columns, and the one that may be one of them under another name.
    #[must_use]
    pub fn names(&self) -> String {
        let names: Vec<String> = self.columns.iter().map(|name| format!("`{name}`")).collect();
        let renamed = self.renamed.as_ref();
        let renamed = renamed.map(|renamed| format!(" (is it `{renamed}`? Only AWS's own names are known)"));
        names.join(" or ") + &renamed.unwrap_or_default()
    }
}

impl fmt::Display for Loss {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Without {}: {}", self.names(), self.answer)
    }
}

/// When a lost answer is worth a note.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Told {
    /// Always.
    Always,
    /// Where neither manifest nor path says the billing period.
    Undated,
    /// Where line items are there whose meter no rule knows.
    Unknown,
    /// Where such line items of FOCUS name no usage type, so that other columns could tell the meter.
    Untold,
    /// Where a line item of that type is there, whose amortized cost needs the column.
    Amortized(Rule),
    /// The same of net amortized costs.
    NetAmortized(Rule),
    /// Not here: the answer itself says what it is without, where it makes a difference.
    ByTheAnswer,
}

/// An entry of the table.
#[derive(Debug, PartialEq, Eq)]
struct Entry {
    /// Columns of which any one gives the answer.
    columns: &'static [Role],
    /// Others that give it too, and are not named since few exports have them.
    or: &'static [Role],
    /// Is it one of FOCUS alone?
    of_focus: bool,
    told: Told,
    answer: &'static str,
}

const fn lost(columns: &'static [Role], told: Told, answer: &'static str) -> Entry {
    Entry { columns, or: &[], of_focus: false, told, answer }
}

const COVERED: &str = "no amortized cost where a Savings Plan covers usage";
const NET_COVERED: &str = "no net amortized cost where a Savings Plan covers usage";
const COMMITMENT: &str = "no amortized cost where a Savings Plan's fee is due";
const RESERVED: &str = "no amortized cost where a reservation covers usage";
const NET_RESERVED: &str = "no net amortized cost where a reservation covers usage";
const RESERVATION_FEE: &str = "no amortized cost where a reservation's fee is due";
const NET_RESERVATION_FEE: &str = "no net amortized cost where a reservation's fee is due";

const RESOURCE_ID: Role = Role::Text(Text::ResourceId);
const USAGE_TYPES: [Role; 2] = [Role::Text(Text::UsageType), Role::Text(Text::SkuMeter)];

/// The table. Not in it, since no answer changes without them: the line item id (repeated rows are then noticed by what
/// else they say), FOCUS' service name beside a service code, and its pricing quantity beside a consumed one.
static LOSSES: &[Entry] = &[
    lost(
        &[RESOURCE_ID],
        Told::Always,
        "no cost for each API or function: one row for each account and Region, whose ratio is a mean, and no workload",
    ),
    lost(&[Role::Text(Text::Account)], Told::Always, "no usage accounts: nothing is told apart by them"),
    lost(&[Role::Text(Text::Payer)], Told::Always, "no payers: rates and tiers are those of all payers together"),
    lost(
        &[Role::Text(Text::Currency)],
        Told::Always,
        "no currency: amounts of several cannot be noticed, and no built-in price stands in for a missing rate",
    ),
    Entry {
        columns: &[Role::Text(Text::RegionCode)],
        or: &[Role::Text(Text::ProductRegion), Role::ProductMap],
        of_focus: false,
        told: Told::Always,
        answer: "Regions are told by ARNs and usage types alone, and line items with neither have none",
    },
    lost(
        &[Role::Time(Time::UsageEnd), Role::Interval],
        Told::Always,
        "how long usage took is not known: it is shown by day, and no fixed cadence and no night floor is judged",
    ),
    lost(
        &[Role::Time(Time::BillingPeriodStart)],
        Told::Undated,
        "line items count in the month of their usage, also where AWS bills them in another",
    ),
    lost(
        &[Role::Text(Text::RateCode), Role::Text(Text::Description)],
        Told::Always,
        "no free tier: free usage cannot be told from usage that costs nothing for another reason",
    ),
    lost(
        &[Role::Text(Text::ServiceCode)],
        Told::Unknown,
        "usage types alone tell what is data transfer, and some usage has a meter that no rule knows",
    ),
    lost(
        &[Role::Text(Text::Operation)],
        Told::Unknown,
        "what has a meter that no rule knows is tied to no kind of API, so a new WebSocket meter would not be noticed",
    ),
    lost(
        &[Role::Text(Text::UnblendedRate)],
        Told::Always,
        "tiers cannot be told apart: mean rates stand in for theirs in parity and its multiples, in savings and in the worth \
         of free usage",
    ),
    lost(&[Role::Text(Text::InvoiceId)], Told::ByTheAnswer, "whether the bill is final cannot be known"),
    lost(
        &[Role::Number(Number::NetUnblendedCost)],
        Told::ByTheAnswer,
        "no net costs (AWS has them where discounts are)",
    ),
    lost(&[Role::Number(Number::PublicOnDemandCost)], Told::ByTheAnswer, "no public on-demand cost"),
    lost(&[Role::Number(Number::SavingsPlanEffectiveCost)], Told::Amortized(Rule::Covered), COVERED),
    lost(&[Role::Number(Number::NetSavingsPlanEffectiveCost)], Told::NetAmortized(Rule::Covered), NET_COVERED),
    lost(&[Role::Number(Number::SavingsPlanTotalCommitment)], Told::Amortized(Rule::RecurringFee), COMMITMENT),
    lost(&[Role::Number(Number::SavingsPlanUsedCommitment)], Told::Amortized(Rule::RecurringFee), COMMITMENT),
    lost(&[Role::Number(Number::ReservationEffectiveCost)], Told::Amortized(Rule::Discounted), RESERVED),
    lost(&[Role::Number(Number::NetReservationEffectiveCost)], Told::NetAmortized(Rule::Discounted), NET_RESERVED),
    lost(&[Role::Number(Number::ReservationUnusedUpfront)], Told::Amortized(Rule::ReservationFee), RESERVATION_FEE),
    lost(&[Role::Number(Number::ReservationUnusedRecurring)], Told::Amortized(Rule::ReservationFee), RESERVATION_FEE),
    lost(
        &[Role::Number(Number::NetReservationUnusedUpfront)],
        Told::NetAmortized(Rule::ReservationFee),
        NET_RESERVATION_FEE,
    ),
    lost(
        &[Role::Number(Number::NetReservationUnusedRecurring)],
        Told::NetAmortized(Rule::ReservationFee),
        NET_RESERVATION_FEE,
    ),
    lost(
        &[Role::Text(Text::ReservationArn)],
        Told::Amortized(Rule::Fee),
        "fees that pay for reservations count in full in amortized costs, beside the usage that they are spread over",
    ),
    lost(
        &USAGE_TYPES,
        Told::Always,
        "no usage types: units and descriptions tell the meters, and what they leave open is in other",
    ),
    Entry {
        columns: &[Role::Text(Text::Description)],
        or: &[],
        of_focus: true,
        told: Told::Untold,
        answer: "where no usage type is named, units alone tell the meter, and what they leave open is in other",
    },
    Entry {
        columns: &[Role::Text(Text::Unit)],
        or: &[],
        of_focus: true,
        told: Told::Untold,
        answer: "where no usage type is named, descriptions alone tell the meter, and what they leave open is in other",
    },
    lost(
        &[Role::Text(Text::ChargeClass)],
        Told::Always,
        "corrections of earlier months count as what they correct, usage and all, and not as refunds",
    ),
    lost(
        &[Role::Text(Text::CommitmentStatus)],
        Told::Always,
        "what was left unused of a commitment counts as usage, and not as a fee",
    ),
    lost(
        &[Role::Text(Text::CommitmentStatus), Role::Text(Text::PricingCategory)],
        Told::Always,
        "usage that a commitment covers counts as usage on demand",
    ),
    lost(
        &[Role::Text(Text::CommitmentKind)],
        Told::Always,
        "usage that a reservation covers counts as covered by a Savings Plan",
    ),
    lost(&[Role::Number(Number::BilledCost)], Told::Always, "no billed cost"),
    lost(&[Role::Number(Number::ListCost)], Told::Always, "no cost at list prices"),
];

/// The answers that are lost with columns that a file, or a whole delivery, lacks; none of files that could not be looked
/// into.
#[must_use]
pub fn losses(columns: &FileColumns) -> Vec<Loss> {
    if columns.is_unknown() {
        return Vec::new();
    }
    let has = |roles: &[Role]| roles.iter().any(|role| columns.has(*role));
    let missing =
        LOSSES.iter().filter(|entry| !has(entry.columns) && !has(entry.or) && (columns.is_focus() || !entry.of_focus));
    missing.filter_map(|entry| loss(entry, columns)).collect()
}

/// None where the layout knows no such column.
fn loss(entry: &'static Entry, columns: &FileColumns) -> Option<Loss> {
    let names: Vec<_> = entry.columns.iter().flat_map(|role| columns.names(*role)).collect();
    let renamed = entry.columns.iter().find_map(|role| columns.renamed(*role)).map(str::to_owned);
    (!names.is_empty()).then_some(Loss { columns: names, renamed, answer: entry.answer, entry })
}

/// What the rows of a delivery needed, and what else decides whether a lost answer is worth a note.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Needed {
    /// Line items whose amortized cost is unknown, one bit for each rule.
    amortized: u8,
    /// The same of net amortized costs.
    net_amortized: u8,
    /// Are there line items whose meter no rule knows?
    unknown: bool,
    /// Do some of them name no usage type?
    untold: bool,
    /// Does only the rows' own time tell the billing period?
    is_undated: bool,
}

impl Needed {
    /// Notes a line item whose amortized cost or net amortized cost needs a column that is not there.
    pub(crate) fn add(&mut self, rule: Rule, amortized: bool, net_amortized: bool) {
        self.amortized |= u8::from(amortized) << rule as u8;
        self.net_amortized |= u8::from(net_amortized) << rule as u8;
    }

    /// Notes a line item whose meter no rule knows.
    pub(crate) fn add_unknown(&mut self, is_usage: bool, names_usage_type: bool) {
        self.unknown |= is_usage || !names_usage_type;
        self.untold |= !names_usage_type;
    }

    /// Is it that no manifest and no path tells the billing period?
    pub(crate) fn undated(self, is_undated: bool) -> Self {
        Self { is_undated, ..self }
    }

    pub(crate) fn merge(&mut self, other: Self) {
        self.amortized |= other.amortized;
        self.net_amortized |= other.net_amortized;
        self.unknown |= other.unknown;
        self.untold |= other.untold;
        self.is_undated |= other.is_undated;
    }

    fn tells(self, told: Told) -> bool {
        match told {
            Told::Always => true,
            Told::Unknown => self.unknown,
            Told::Untold => self.untold,
            Told::Undated => self.is_undated,
            Told::Amortized(rule) => self.amortized >> rule as u8 & 1 == 1,
            Told::NetAmortized(rule) => self.net_amortized >> rule as u8 & 1 == 1,
            Told::ByTheAnswer => false,
        }
    }
}

/// The lost answers of a delivery that are worth a note, each as a sentence.
pub(crate) fn told(columns: &FileColumns, needed: Needed, tags: &TagChoice) -> Vec<String> {
    let told = losses(columns).into_iter().filter(|loss| needed.tells(loss.entry.told));
    told.map(|loss| loss.to_string()).chain(tags_lost(columns, tags)).collect()
}

/// The tags that are asked for and that no column can hold.
fn tags_lost(columns: &FileColumns, tags: &TagChoice) -> Vec<String> {
    if columns.is_unknown() {
        return Vec::new();
    }
    let lost = tags.keys().iter().filter_map(|key| Some((key, columns.missing_tag(key)?)));
    let told = |(key, column)| {
        format!(
            "Without {column}: nothing is told by the tag `{key}` (tags are in an export where they are activated as cost \
             allocation tags and their column is selected)"
        )
    };
    lost.map(told).collect()
}

/// The notes of one of several deliveries: which delivery it is, is said of what not all of them lack.
pub(crate) fn notes(of: &(String, Vec<String>), all: &[(String, Vec<String>)]) -> Vec<String> {
    let (delivery, losses) = of;
    let shared = |loss: &String| all.iter().all(|(_, others)| others.contains(loss));
    losses.iter().map(|loss| if shared(loss) { loss.clone() } else { format!("{delivery}: {loss}") }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_loss_is_a_sentence_with_its_columns() {
        let entry = &LOSSES[0];
        let columns = vec!["line_item_resource_id"];
        let loss = Loss { columns, renamed: None, answer: "no cost for each API", entry };
        assert_eq!(loss.to_string(), "Without `line_item_resource_id`: no cost for each API");
        let renamed = Loss { columns: vec!["a", "b"], renamed: Some("c".to_owned()), ..loss };
        assert_eq!(
            renamed.to_string(),
            "Without `a` or `b` (is it `c`? Only AWS's own names are known): no cost for each API"
        );
    }

    #[test]
    fn only_what_is_needed_is_told() {
        let told = |needed: Needed| LOSSES.iter().filter(|entry| needed.tells(entry.told)).count();
        let always = told(Needed::default());
        assert_eq!(told(Needed::default().undated(true)), always + 1);
        let mut covered = Needed::default();
        covered.add(Rule::Covered, true, false);
        assert_eq!(told(covered), always + 1);
        covered.add(Rule::ReservationFee, true, true);
        assert_eq!(told(covered), always + 5);
    }

    #[test]
    fn nothing_is_lost_with_columns_that_no_one_could_see() {
        assert_eq!(losses(&FileColumns::default()), []);
        assert_eq!(told(&FileColumns::default(), Needed::default(), &TagChoice::None), [] as [&str; 0]);
    }

    #[test]
    fn deliveries_are_named_where_they_differ() {
        let lacking = |delivery: &str, losses: &[&str]| {
            (delivery.to_owned(), losses.iter().map(|loss| (*loss).to_owned()).collect::<Vec<_>>())
        };
        let all = [lacking("a", &["Without `x`: y", "Without `z`: w"]), lacking("b", &["Without `x`: y"])];
        assert_eq!(notes(&all[0], &all), ["Without `x`: y", "a: Without `z`: w"]);
        assert_eq!(notes(&all[1], &all), ["Without `x`: y"]);
        assert_eq!(notes(&all[0], &all[..1]), ["Without `x`: y", "Without `z`: w"]);
    }
}

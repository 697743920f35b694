//! From what the user named to a ledger.

use std::collections::BTreeSet;
use std::fmt;
use std::path::{Path, PathBuf};

use classify::Product;
use cur_ingest::{
    Damage, Delivery, DoubledRows, Excludes, Layout, Month, Number, PeriodChoice, Plan, Progress, RepeatedFiles,
    Repetition, Role, STDIN, ScanOptions, Scanned, Selection, Skip, TagChoice, Text, is_stdin, plan, scan, tag_values,
};

use crate::builder::Builder;
use crate::doubles::{self, Doubles, Held, PayerMonth, covered_months};
use crate::losses;
use crate::tags;
use crate::texts::TextId;
use crate::{CostColumns, Coverage, Ledger, Section, Skipped, store};

/// How to read.
#[derive(Debug, Clone, Default)]
pub struct OpenOptions {
    /// Which billing periods.
    pub period: PeriodChoice,
    /// Number of threads; `None`: one per core.
    pub threads: Option<usize>,
    /// What to leave out of the folders that are given.
    pub exclude: Excludes,
    /// Which tags to keep.
    pub tags: TagChoice,
    /// Read by the reference paths: slower, and the same. For comparisons.
    pub reference: bool,
}

/// A ledger and what was left out on the way to it.
#[derive(Debug, Default)]
pub struct Opened {
    /// The ledger; what is known of each delivery's reading, and of what was left out, is in its coverage.
    pub ledger: Ledger,
    /// Choices made among ledgers, such as the newest of several periods.
    pub notes: Vec<String>,
}

/// Nothing can be answered from these inputs: one message per cause, each with its path and the fix.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpenError {
    /// What is wrong, one entry per cause.
    pub causes: Vec<String>,
    /// Payers that the causes name, as the bill has them: an id need not have the digits of one.
    pub payers: BTreeSet<String>,
}

impl fmt::Display for OpenError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.causes.join("\n"))
    }
}

impl std::error::Error for OpenError {}

impl OpenError {
    fn of(causes: impl IntoIterator<Item = String>) -> Self {
        Self { causes: causes.into_iter().collect(), payers: BTreeSet::new() }
    }
}

/// What was read, before billing periods are chosen.
#[derive(Default)]
struct Read {
    parts: Vec<Ledger>,
    /// Billing periods that are there and were not asked for.
    others: BTreeSet<String>,
    held: Vec<Held>,
}

/// Reads exports (files, folders) or stored ledgers into one ledger.
pub fn open(inputs: &[PathBuf], options: &OpenOptions, progress: &dyn Progress) -> Result<Opened, OpenError> {
    let Read { mut parts, others, held } = read(inputs, options, progress)?;
    let mut opened = Opened::default();
    refuse_doubles(doubles::of_inputs(&held))?;
    let months = Months::choose(&parts, &others, options.period, &mut opened.notes)?;
    refuse_doubles(doubles::of_items(&held, |month| months.keeps(month)))?;
    if parts.len() == 1 && months.keep_all(&parts[0]) {
        opened.ledger = parts.swap_remove(0);
        return Ok(opened);
    }
    let tag_keys: BTreeSet<&String> = parts.iter().flat_map(Ledger::tag_keys).collect();
    let rows = parts.iter().flat_map(Ledger::rows).filter(|row| months.keeps(row.billing_period));
    let coverage = parts.iter().flat_map(Ledger::coverage).filter_map(|coverage| months.kept(coverage));
    let ledger = Ledger::from_rows(rows, coverage.collect())
        .map_err(|error| OpenError::of([format!("the ledgers cannot be added up: {error}")]))?;
    opened.ledger = ledger.with_tag_keys(tag_keys.into_iter().cloned().collect());
    Ok(opened)
}

fn read(inputs: &[PathBuf], options: &OpenOptions, progress: &dyn Progress) -> Result<Read, OpenError> {
    let mut exports = Vec::new();
    let mut stored = Vec::new();
    for input in once(inputs) {
        match ledger_files(input) {
            Some(files) => stored.push((input.clone(), files)),
            None => exports.push(input.clone()),
        }
    }
    let mut read = Read::default();
    if !exports.is_empty() {
        reduce(&exports, options, progress, &mut read)?;
    }
    for (at, (input, files)) in stored.into_iter().enumerate() {
        let own = store::read(&files).map_err(|error| OpenError::of([error.to_string()]))?;
        read.held.extend(Held::of_stored(at + 1, name_of(&input), &own));
        let ledger = tags::chosen(own.ledger, &options.tags)
            .map_err(|error| OpenError::of([format!("{}: {error}", name_of(&input))]))?;
        read.parts.push(ledger);
    }
    Ok(read)
}

/// One delivery per payer and month: what is there twice is refused, by name.
fn refuse_doubles(Doubles { causes, payers }: Doubles) -> Result<(), OpenError> {
    if causes.is_empty() { Ok(()) } else { Err(OpenError { causes, payers }) }
}

/// What the user named, each once, however its path is written. Standard input is one.
pub(crate) fn once(inputs: &[PathBuf]) -> impl Iterator<Item = &PathBuf> {
    let mut seen = BTreeSet::new();
    inputs.iter().filter(move |input| {
        let leads_to = if is_stdin(input) { None } else { input.canonicalize().ok() };
        seen.insert(leads_to.unwrap_or_else(|| (*input).clone()))
    })
}

/// How an input is called in messages.
pub(crate) fn name_of(input: &Path) -> String {
    if is_stdin(input) { STDIN.to_owned() } else { input.display().to_string() }
}

/// The part files, where a path is a stored ledger: a file, or a folder of nothing but part files.
pub(crate) fn ledger_files(input: &Path) -> Option<Vec<PathBuf>> {
    if is_stdin(input) || input.is_file() {
        return store::is_ledger(input).then(|| vec![input.to_owned()]);
    }
    let entries = std::fs::read_dir(input).ok()?;
    let mut files: Vec<PathBuf> = entries.filter_map(|entry| entry.ok().map(|entry| entry.path())).collect();
    // Whatever else lies there is an export's business, and a ledger among it is no part of one.
    files.retain(|path| !path.file_name().is_some_and(|name| name.to_string_lossy().starts_with(['.', '_'])));
    files.sort();
    (!files.is_empty() && files.iter().all(|path| store::is_ledger(path))).then_some(files)
}

/// The line items that are read: those of our products, by code and in FOCUS by name too.
pub(crate) fn selection() -> Selection {
    Selection::of(Product::ALL.into_iter().flat_map(|product| [product.code(), product.service_name()]))
}

/// Reads exports and sums them up.
fn reduce(
    inputs: &[PathBuf],
    options: &OpenOptions,
    progress: &dyn Progress,
    read: &mut Read,
) -> Result<(), OpenError> {
    let selection = selection().with_tags(options.tags.clone());
    let plan: Plan = plan(inputs, options.period, &selection, &options.exclude);
    read.others = plan.other_periods.iter().filter_map(|delivery| Some(delivery.month?.to_string())).collect();
    let scan_options =
        ScanOptions { selection: &selection, threads: options.threads, progress, reference: options.reference };
    let results = scan(&plan.deliveries, scan_options, |delivery| Builder::new(&plan.deliveries[delivery]));
    let mut whole: Option<Builder> = None;
    let mut coverage = Vec::new();
    let (mut repeated, mut doubled, mut lost) = (Vec::new(), Vec::new(), Vec::new());
    for (delivery, (builders, scanned)) in plan.deliveries.iter().zip(results) {
        repeated.extend(scanned.repeats.iter().filter(|repeat| repeat.how == Repetition::Copied).map(repeated_cause));
        repeated.extend(scanned.doubled.iter().filter(|doubled| doubled.is_appended).map(doubled_cause));
        let mut own = Builder::new(delivery);
        for builder in builders {
            own.merge(builder);
        }
        let needed = own.facts.needed.undated(!delivery.month_is_certain);
        doubled.push(doubled_notes(&scanned).collect::<Vec<_>>());
        lost.push((delivery.id.clone(), losses::told(&scanned.columns, needed, &options.tags)));
        coverage.push(covered(delivery, &scanned, &own));
        let held = Held::of_delivery(delivery, &plan.deliveries);
        read.held.push(Held { items: own.payer_months(), ..held });
        match &mut whole {
            None => whole = Some(own),
            Some(whole) => whole.merge(own),
        }
    }
    if !repeated.is_empty() {
        return Err(OpenError::of(repeated));
    }
    refuse_nothing(&plan, &coverage)?;
    for (held, coverage) in read.held.iter_mut().zip(&coverage) {
        held.covers = doubles::covered(coverage).collect();
    }
    for ((coverage, own), doubled) in coverage.iter_mut().zip(&lost).zip(doubled) {
        coverage.notes = losses::notes(own, &lost);
        coverage.notes.extend(doubled);
    }
    // What lies outside of any delivery is kept with the newest one, so that a stored ledger knows it too.
    if let Some(newest) = coverage.last_mut() {
        newest.damage.extend(plan.damage.iter().map(ToString::to_string));
        newest.notes.extend(plan.notes);
        let skipped = plan.skipped.into_iter().map(|skip| Skipped { path: skip.path, reason: skip.reason });
        newest.skipped.extend(skipped);
    }
    let whole = whole.map(|builder| (builder.texts, builder.table)).unwrap_or_default();
    let ledger = Ledger::from_table(whole.0, whole.1, coverage);
    let found = ledger.series().filter_map(|series| series.shared().tags).collect::<BTreeSet<_>>();
    let found = found.into_iter().flat_map(|text| tag_values(text).into_keys()).collect::<BTreeSet<_>>();
    let keys = if options.tags == TagChoice::All { found.into_iter().collect() } else { tags::names(&options.tags) };
    read.parts.push(ledger.with_tag_keys(keys));
    Ok(())
}

/// Refuses where nothing was read, with every cause; coverage is that of the plan's deliveries, in their order.
fn refuse_nothing(plan: &Plan, coverage: &[Coverage]) -> Result<(), OpenError> {
    let mut causes: Vec<String> = plan.damage.iter().map(ToString::to_string).collect();
    if coverage.iter().any(|coverage| coverage.rows > 0) {
        return Ok(());
    }
    causes.extend(coverage.iter().flat_map(|coverage| coverage.damage.iter().cloned()));
    let both = plan.deliveries.iter().zip(coverage);
    let nameless = both.filter(|(_, coverage)| coverage.billing_period.is_empty() && coverage.damage.is_empty());
    causes.extend(nameless.map(|(delivery, _)| nameless_cause(&delivery.place)));
    if coverage.is_empty() && causes.is_empty() {
        causes.extend(plan.skipped.iter().map(Skip::cause));
    }
    // A month of which AWS has delivered no line item yet is an answer: nothing was used.
    if causes.is_empty() && !coverage.is_empty() { Ok(()) } else { Err(OpenError::of(causes)) }
}

/// What to say of a delivery that holds nothing, where nothing names its billing period.
pub(crate) fn nameless_cause(place: &str) -> String {
    format!("{place}: holds no line item, and nothing says which billing period it is for")
}

fn repeated_cause(repeat: &RepeatedFiles) -> String {
    let RepeatedFiles { first, second, rows, by_manifest, .. } = repeat;
    if *by_manifest {
        return format!(
            "{second}: repeats {rows} of the compared rows of {first}, and manifests name both: one of the two is of an \
             older delivery, or was fetched under another name; fetch both again"
        );
    }
    format!(
        "{second}: repeats {rows} of the compared rows of {first}, and no manifest says which of the two counts; \
         take the older one away, or give the export's folder with its manifest"
    )
}

fn doubled_cause(doubled: &DoubledRows) -> String {
    let DoubledRows { path, rows, compared, .. } = doubled;
    format!(
        "{path}: {rows} of {compared} compared rows are there more than once; fetch the export again, and give each file once"
    )
}

fn identical_told(repeat: &RepeatedFiles) -> String {
    let RepeatedFiles { first, second, by_manifest, .. } = repeat;
    let fix = if *by_manifest { "the manifest names both, so fetch both again" } else { "take it away" };
    format!("{second}: the same file as {first}, byte for byte; it is counted once, {fix}")
}

/// What is known about the reading of a delivery.
fn covered(delivery: &Delivery, scanned: &Scanned, builder: &Builder) -> Coverage {
    let facts = builder.facts;
    let month = delivery.month.map(|month| month.to_string()).or_else(|| builder.months().pop());
    let mut damage: Vec<String> = scanned.damage.iter().map(Damage::to_string).collect();
    if facts.strays > 0 {
        let month = month.as_deref().unwrap_or_default();
        damage.push(format!(
            "{}: {} line items name another billing period than {month}, which its manifest or path says: they are in no \
             total of {month}",
            delivery.place, facts.strays
        ));
    }
    if facts.overflowed > 0 {
        damage.push(format!("{}: {} rows with amounts too large to be added up", delivery.place, facts.overflowed));
    }
    if facts.undated > 0 {
        damage.push(format!(
            "{}: {} line items name no time between 2000 and 2100 that would tell their billing period",
            delivery.place, facts.undated
        ));
    }
    if facts.without_cost > 0 {
        damage.push(format!(
            "{}: line items without an `EffectiveCost`, which FOCUS requires: {}; they count 0",
            delivery.place, facts.without_cost
        ));
    }
    damage.extend(facts.blank.told().map(|what| format!("{}: {what}", delivery.place)));
    let identical = scanned.repeats.iter().filter(|repeat| repeat.how == Repetition::Identical);
    damage.extend(identical.map(identical_told));
    let months = if delivery.month_is_certain { month.iter().cloned().collect() } else { builder.months() };
    Coverage {
        months,
        billing_period: month.unwrap_or_default(),
        payer: delivery.payer.clone(),
        delivery: delivery.id.clone(),
        layout: delivery.layout.unwrap_or(Layout::Cur2Csv),
        files: scanned.files,
        bytes: scanned.bytes,
        rows: scanned.rows,
        matched_rows: scanned.matched_rows,
        unparsed_rows: scanned.unparsed_rows + facts.overflowed + facts.undated,
        rows_without_invoice: facts.without_invoice,
        data_through: facts.data_through(),
        has_resource_ids: scanned.columns.has(Role::Text(Text::ResourceId)),
        cost_columns: CostColumns {
            net_unblended: scanned.columns.has_number(Number::NetUnblendedCost),
            savings_plan: scanned.columns.has_number(Number::SavingsPlanEffectiveCost),
            public_on_demand: scanned.columns.has_number(Number::PublicOnDemandCost),
        },
        damage,
        skipped: Vec::new(),
        notes: Vec::new(),
    }
}

/// Rows that are in a file twice and count twice, since AWS may have written them so.
fn doubled_notes(scanned: &Scanned) -> impl Iterator<Item = String> {
    let doubled = scanned.doubled.iter().map(|doubled| {
        let DoubledRows { path, rows, compared, .. } = doubled;
        format!("{path}: {rows} of {compared} compared rows are there more than once, line item id and all; they count as they are")
    });
    let alike = scanned.repeats.iter().filter(|repeat| repeat.how == Repetition::Alike).map(|repeat| {
        let RepeatedFiles { first, second, rows, .. } = repeat;
        format!(
            "{second}: {rows} of the compared rows say the same as rows of {first}, and no line item id tells whether they \
             are the same; they count as they are"
        )
    });
    doubled.chain(alike)
}

/// The months that are kept.
struct Months(Option<String>);

impl Months {
    fn choose(
        parts: &[Ledger],
        others: &BTreeSet<String>,
        choice: PeriodChoice,
        notes: &mut Vec<String>,
    ) -> Result<Self, OpenError> {
        // What a delivery is for decides, not what a single row says.
        let coverage = parts.iter().flat_map(Ledger::coverage);
        let months: BTreeSet<&str> = coverage.flat_map(covered_months).collect();
        // What names no month, such as a file of nothing but a header, is none.
        let all = months.iter().copied().chain(others.iter().map(String::as_str));
        let all: BTreeSet<&str> = all.filter(|month| !month.is_empty()).collect();
        let list = all.iter().copied().collect::<Vec<_>>().join(", ");
        match choice {
            PeriodChoice::All => Ok(Self(None)),
            PeriodChoice::Newest => {
                if months.iter().filter(|month| !month.is_empty()).count() > 1 {
                    let newest = months.last().copied().unwrap_or_default();
                    notes.push(format!(
                        "{} billing periods are here ({list}); the newest, {newest}, is taken",
                        all.len()
                    ));
                }
                Ok(Self(months.last().map(|month| (*month).to_owned())))
            }
            PeriodChoice::Month(month) => {
                let month = Month::to_string(&month);
                if months.contains(month.as_str()) {
                    return Ok(Self(Some(month)));
                }
                Err(OpenError::of([format!(
                    "--period: no line item of API Gateway or Lambda of the billing period {month} is here; there is {list}"
                )]))
            }
        }
    }

    /// A record of coverage if it says something of the kept months. What could not be read may belong to any month,
    /// so damage is always kept.
    fn kept(&self, coverage: &Coverage) -> Option<Coverage> {
        let Some(month) = &self.0 else { return Some(coverage.clone()) };
        let names_it = covered_months(coverage).any(|other| other == month);
        let billing_period = month.clone();
        if names_it {
            return Some(Coverage { billing_period, ..coverage.clone() });
        }
        // Its name says where it is from, so that it is no second delivery of the kept month; nothing of it is in a sum.
        let delivery = format!("{} of {}", coverage.delivery, coverage.billing_period);
        let nothing = Coverage { files: 0, bytes: 0, rows: 0, matched_rows: 0, months: Vec::new(), ..coverage.clone() };
        (!coverage.is_complete()).then_some(Coverage { billing_period, delivery, ..nothing })
    }

    /// Is there nothing to leave out of a ledger?
    fn keep_all(&self, ledger: &Ledger) -> bool {
        ledger.series().all(|series| self.keeps(series.shared().billing_period))
            && ledger.coverage().iter().all(|coverage| self.keeps(&coverage.billing_period))
    }

    fn keeps(&self, month: &str) -> bool {
        self.0.as_deref().is_none_or(|kept| kept == month)
    }
}

impl Builder {
    /// The months of payers of the rows.
    fn payer_months(&self) -> BTreeSet<PayerMonth> {
        let items = self.table.keys().filter(|key| key.section == Section::Items);
        let ids: BTreeSet<(TextId, TextId)> = items.map(|key| (key.billing_period, key.payer)).collect();
        let text = |id| self.texts.get(id).map(str::to_owned);
        ids.into_iter().filter_map(|(month, payer)| Some((text(month)?, text(payer)))).collect()
    }

    /// The billing periods among the rows, ascending.
    fn months(&self) -> Vec<String> {
        let periods = self.table.keys().filter(|key| key.section == Section::Items).map(|key| key.billing_period);
        let months: BTreeSet<&str> = periods.filter_map(|id| self.texts.get(id)).collect();
        months.into_iter().map(str::to_owned).collect()
    }
}

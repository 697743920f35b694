//! A month as the files of a delivery: folders, chunks and manifests as AWS leaves them in a bucket.

use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use crate::focus::FocusTruth;
use crate::layout::{ChunkWriter, Layout};
use crate::manifest::{self, Named};
use crate::month::Month;
use crate::prng::{hash2, hex};
use crate::truth::Truth;

/// Where the files of a delivery stand, below the folder of the report or export.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Placement {
    /// Legacy, "create new report version": `20261001-20261101/<assembly>/`, the manifest there and one folder up.
    LegacyCreateNew,
    /// Legacy, "overwrite": `20261001-20261101/`.
    LegacyOverwrite,
    /// Legacy, for Athena: `year=2026/month=10/`, with the manifest of the overwritten report beside it.
    Athena,
    /// Data Exports, "create new": `data/BILLING_PERIOD=2026-10/<timestamp>-<execution>/` and `metadata/…` alike. FOCUS
    /// has `billing_period=` in lower case, and the manifest in `metadata/billing_period=2026-10/` as well, where a later
    /// delivery overwrites it.
    DataExportsCreateNew,
    /// Data Exports, "overwrite": `data/BILLING_PERIOD=2026-10/` and `metadata/…` alike.
    DataExportsOverwrite,
    /// All files in the folder itself, and never a manifest: as people copy them.
    Loose,
}

/// One delivery of a month.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Delivery {
    /// Layout of the files.
    pub layout: Layout,
    /// Where they stand.
    pub placement: Placement,
    /// Name of the report or export.
    pub name: String,
    /// Bucket that the manifest names.
    pub bucket: String,
    /// Prefix before the name in the manifest's keys.
    pub prefix: String,
    /// Which delivery of the month this is: a later one has a later timestamp and another id.
    pub version: u32,
    /// Rows of a file; none for one file.
    pub rows_per_file: Option<usize>,
    /// Files without rows after the last one, as "overwrite" leaves them.
    pub empty_chunks: usize,
    /// Does the manifest name these files too?
    pub name_empty_chunks: bool,
    /// Write the manifest?
    pub manifest: bool,
}

/// What was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Written {
    /// Data files, in order; those without rows at the end.
    pub files: Vec<PathBuf>,
    /// Manifests; the current one first.
    pub manifests: Vec<PathBuf>,
    /// Bytes of the data files.
    pub bytes: u64,
    /// The known answer of what was written.
    pub truth: Truth,
    /// The same as the files show it, where they are FOCUS.
    pub focus: Option<FocusTruth>,
}

impl Delivery {
    /// The first delivery of an export called `ws-report`, in one file, with its manifest.
    #[must_use]
    pub fn new(layout: Layout, placement: Placement) -> Self {
        Self {
            layout,
            placement,
            name: "ws-report".to_owned(),
            bucket: "example-billing".to_owned(),
            prefix: "exports/daily".to_owned(),
            version: 0,
            rows_per_file: None,
            empty_chunks: 0,
            name_empty_chunks: false,
            manifest: true,
        }
    }

    /// Writes the month below `root`, the folder of the report or export.
    pub fn write(&self, month: &Month, root: &Path) -> io::Result<Written> {
        let data = self.data_folder(month);
        fs::create_dir_all(root.join(&data))?;
        let mut written = Written {
            files: Vec::new(),
            manifests: Vec::new(),
            bytes: 0,
            truth: Truth::new(month.options()),
            focus: self.layout.focus_table().map(FocusTruth::new),
        };
        let (mut keys, mut chunks) = (Vec::new(), 0);
        let mut items = month.items().peekable();
        let mut left_empty = self.empty_chunks;
        loop {
            let is_empty = items.peek().is_none();
            if is_empty && chunks > 0 {
                if left_empty == 0 {
                    break;
                }
                left_empty -= 1;
            }
            chunks += 1;
            let name = format!("{}-{chunks:05}", self.name);
            let file_name = format!("{name}{}", self.layout.suffix());
            let path = root.join(&data).join(&file_name);
            let mut chunk =
                ChunkWriter::open(&self.layout, month.options(), BufWriter::new(File::create(&path)?), &name)?;
            for item in items.by_ref().take(self.rows_per_file.unwrap_or(usize::MAX).max(1)) {
                written.truth.add(&item);
                if let Some(focus) = &mut written.focus {
                    focus.add(&item);
                }
                chunk.write(item)?;
            }
            chunk.finish()?.flush()?;
            written.bytes += fs::metadata(&path)?.len();
            written.files.push(path);
            if !is_empty || chunks == 1 || self.name_empty_chunks {
                keys.push([self.prefix.as_str(), &self.name, &data, &file_name].join("/"));
            }
        }
        if self.manifest {
            written.manifests = self.write_manifests(month, root, &keys)?;
        }
        Ok(written)
    }

    /// Timestamp and id of an execution, or the id of an assembly: later versions sort later.
    #[must_use]
    pub fn version_id(&self, month: &Month) -> String {
        let seed = hash2(month.options().seed, 0xDE11 + u64::from(self.version));
        let id = [hex(seed, 8), hex(seed ^ 1, 4), hex(seed ^ 2, 4), hex(seed ^ 3, 4), hex(seed ^ 4, 12)].join("-");
        match self.placement {
            Placement::DataExportsCreateNew | Placement::DataExportsOverwrite => {
                let (year, number, _) = month.bill().period_end.date();
                format!("{year:04}-{number:02}-{:02}T04:17:05.093Z-{id}", 3 + self.version % 25)
            }
            _ => id,
        }
    }

    /// Folder of the data files below the root, with `/`.
    fn data_folder(&self, month: &Month) -> String {
        let period = month.options().month;
        match self.placement {
            Placement::LegacyCreateNew => format!("{}/{}", legacy_period(month), self.version_id(month)),
            Placement::LegacyOverwrite => legacy_period(month),
            Placement::Athena => format!("year={}/month={}", period.year, period.month),
            Placement::DataExportsCreateNew => format!("data/{}/{}", self.partition(month), self.version_id(month)),
            Placement::DataExportsOverwrite => format!("data/{}", self.partition(month)),
            Placement::Loose => ".".to_owned(),
        }
    }

    /// The partition of a Data Exports delivery: FOCUS writes it in lower case.
    fn partition(&self, month: &Month) -> String {
        let name = if self.layout.focus_table().is_some() { "billing_period" } else { "BILLING_PERIOD" };
        format!("{name}={}", month.options().month)
    }

    fn write_manifests(&self, month: &Month, root: &Path, keys: &[String]) -> io::Result<Vec<PathBuf>> {
        let version = self.version_id(month);
        let named = Named { name: &self.name, bucket: &self.bucket, version: &version, keys };
        let (text, folders) = match self.placement {
            Placement::Loose => return Ok(Vec::new()),
            Placement::LegacyCreateNew => {
                let folders = vec![legacy_period(month), self.data_folder(month)];
                (manifest::legacy(month, &self.layout, &named), folders)
            }
            Placement::LegacyOverwrite | Placement::Athena => {
                (manifest::legacy(month, &self.layout, &named), vec![legacy_period(month)])
            }
            Placement::DataExportsCreateNew => {
                let partition = format!("metadata/{}", self.partition(month));
                let execution = format!("{partition}/{version}");
                let of_focus = self.layout.focus_table().map(|_| partition);
                (manifest::data_exports(month, &self.layout, &named), of_focus.into_iter().chain([execution]).collect())
            }
            Placement::DataExportsOverwrite => {
                let folder = format!("metadata/{}", self.partition(month));
                (manifest::data_exports(month, &self.layout, &named), vec![folder])
            }
        };
        let mut paths = Vec::new();
        for folder in folders {
            let folder = root.join(folder);
            fs::create_dir_all(&folder)?;
            let path = folder.join(format!("{}-Manifest.json", self.name));
            fs::write(&path, &text)?;
            paths.push(path);
        }
        Ok(paths)
    }
}

/// `20261001-20261101`.
fn legacy_period(month: &Month) -> String {
    let day = |time: crate::Time| {
        let (year, month, day) = time.date();
        format!("{year:04}{month:02}{day:02}")
    };
    format!("{}-{}", day(month.bill().period_start), day(month.bill().period_end))
}

//! What a footer says of the rows, without reading one.

use parquet::arrow::arrow_reader::statistics::StatisticsConverter;

use super::cells;
use super::schema::ParquetFile;
use crate::columns::{Role, Time};
use crate::plan::Extent;

impl ParquetFile {
    /// How much there is to be read.
    pub(crate) fn extent(&self) -> Extent {
        let groups = 0..self.groups();
        let rows = groups.map(|group| self.rows(group)).fold(0, u64::saturating_add);
        Extent { rows: Some(rows), measure: None, needed: self.needed(), starts: self.starts() }
    }

    /// Columns, known or not; a map is one.
    pub(crate) fn width(&self) -> usize {
        self.metadata.schema().fields().len()
    }

    /// Stored bytes of the columns that a reading decodes, if no page of theirs is left out.
    fn needed(&self) -> u64 {
        let wanted = |role: Role| match role {
            Role::LineItemId => false,
            Role::ProductMap => self.needs_map(),
            _ => true,
        };
        let roots: Vec<usize> =
            self.columns.found().iter().filter(|(role, _)| wanted(*role)).map(|(_, position)| *position).collect();
        let schema = self.metadata.parquet_schema();
        let groups = self.metadata.metadata().row_groups();
        let chunks = groups.iter().flat_map(|group| group.columns().iter().enumerate());
        let needed = chunks.filter(|(leaf, _)| roots.contains(&schema.get_column_root_idx(*leaf)));
        let bytes = needed.map(|(_, chunk)| u64::try_from(chunk.compressed_size()).unwrap_or_default());
        bytes.fold(0, u64::saturating_add)
    }

    /// First and last start of usage, where every row group with rows has statistics of it.
    fn starts(&self) -> Option<(i64, i64)> {
        let role = Role::Time(Time::UsageStart);
        self.columns.position(role)?;
        let name = self.name(role);
        let statistics =
            StatisticsConverter::try_new(name, self.metadata.schema(), self.metadata.parquet_schema()).ok()?;
        let groups = self.metadata.metadata().row_groups();
        let groups = || groups.iter().filter(|group| group.num_rows() > 0);
        let (first, last) = (statistics.row_group_mins(groups()).ok()?, statistics.row_group_maxes(groups()).ok()?);
        let all = |of: &arrow_array::ArrayRef| -> Option<Vec<i64>> {
            (0..groups().count()).map(|group| cells::time(of, group, name).ok().flatten()).collect()
        };
        Some((all(&first)?.into_iter().min()?, all(&last)?.into_iter().max()?))
    }
}

//! What a writer of files is given: a line item, or a row of FOCUS that one became.

use crate::focus::FocusRow;
use crate::item::LineItem;

/// One record of a file.
#[derive(Debug)]
pub(crate) enum Record {
    Item(LineItem),
    Focus(FocusRow),
}

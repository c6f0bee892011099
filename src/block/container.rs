//! The containers around a block: quotes, list items, table cells, figures, notes.

/// A container around a block. Ids are unique within a document and tell where one container ends and the next begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Container {
    /// A block quotation.
    Quote {
        /// Tells quotations apart.
        id: u32,
    },
    /// A list item.
    Item {
        /// The list.
        list: u32,
        /// The item.
        id: u32,
        /// The number in an ordered list.
        number: Option<i32>,
        /// Whether the task is done, in a list of tasks.
        task: Option<bool>,
    },
    /// A definition list.
    Definitions {
        /// Tells definition lists apart.
        id: u32,
    },
    /// A description in a definition list: everything in one `dd`.
    Description {
        /// Tells descriptions apart.
        id: u32,
    },
    /// A cell of a data table; layout tables are not recorded.
    Cell {
        /// The table.
        table: u32,
        /// The row, counted from 0 in the table.
        row: u32,
        /// The column, counted from 0 with spans.
        column: u16,
        /// The number of columns that the cell covers, at least 1.
        colspan: u16,
        /// The number of rows that the cell covers, at least 1.
        rowspan: u16,
        /// The number of columns of the table, by its widest row; 0 if that is not known.
        columns: u16,
        /// Whether it is a header cell.
        header: bool,
        /// The alignment of the text, if the page declares one.
        alignment: Option<Alignment>,
    },
    /// A figure: an image, table or code, and its [caption](super::BlockKind::Caption).
    Figure {
        /// Tells figures apart.
        id: u32,
    },
    /// The text of a footnote.
    Note {
        /// Tells notes apart.
        id: u32,
        /// The number in [references](super::MarkKind::NoteReference) to it.
        number: u32,
    },
}

/// The alignment of a cell's text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Alignment {
    /// On the left.
    Left,
    /// In the middle.
    Center,
    /// On the right.
    Right,
}

//! The caps on what a batch holds in memory, each with the reason for it.
//!
//! Together they keep a batch below 64 MiB, and 32 MiB more for each thread, whatever comes in.

use std::time::Duration;

/// Bytes of a record's block that are held, so that other threads read on while it is cleaned. Of a larger one (one page
/// in ten thousand) the rest is cleaned as it is read, while the other threads wait.
pub const HELD_BYTES: usize = 4 << 20;

/// Bytes of room that a record gets at once because it claims to be as long; most pages are no longer.
pub const ROOM_BYTES: u64 = 256 << 10;

/// Bytes of one page in the form that was asked for, metadata included; the rest is left out, and the page counts as
/// degraded. The results wait in memory for their turn, and no article has a fiftieth of it.
pub const FORMATTED_BYTES: usize = 4 << 20;

/// Bytes of one page that are cleaned; the rest is left out, and the page counts as degraded. It is a cap on time, for
/// what unpacks to much and gives little: eight times of what may come out, ten seconds of the slowest shapes.
pub const PAGE_BYTES: u64 = 32 << 20;

/// Bytes of a page between two looks at whether it is full. They are counted from its beginning, so that what is known
/// of it is the same however the bytes came.
pub const STEP_BYTES: u64 = 64 << 10;

/// Bytes of results that wait for an earlier one before no further record is taken.
pub const WAITING_BYTES: usize = 16 << 20;

/// Records that are taken for each thread and not yet written: enough for the slowest page to hold nobody up.
pub const WINDOW: u64 = 64;

/// Bytes of lines that are compressed together; smaller blocks compress worse, larger ones are lost when it is killed.
pub const BLOCK_BYTES: usize = 1 << 20;

/// Bytes of lines that become a row group of Parquet: their columns are in memory together. Readers like larger groups, and
/// get them where memory is no promise.
#[cfg(feature = "parquet")]
pub const GROUP_BYTES: usize = 8 << 20;

/// Pages in a row group, so that many small ones do not need more memory than their bytes.
#[cfg(feature = "parquet")]
pub const GROUP_ROWS: usize = 10_000;

/// Bytes that tell what an input is.
pub const PROBED: usize = 16 << 10;

/// Notices of damage in one input, before they are only counted.
pub const NOTICES: u64 = 20;

/// Bytes of the names in folders that are held. Of a folder that has more, the rest is looked for again.
pub const NAME_BYTES: usize = 4 << 20;

/// Bytes of a name in a list of inputs; no system has longer ones.
pub const LISTED_NAME_BYTES: u64 = 64 << 10;

/// Threads at most: more than any machine has, each with its 32 MiB.
pub const THREADS: usize = 1024;

/// Time between two lines of the journal: what is done again at most, as each waits for the disk.
pub const COMMIT_EVERY: Duration = Duration::from_millis(200);

//! The memory caps of a batch, each with its reason.
//!
//! Together they keep a batch below 64 MiB, plus 32 MiB for each thread.

use std::time::Duration;

/// Buffered bytes of a record's block, so that other threads read on while it is cleaned. The rest of a larger block
/// (one page in ten thousand) is cleaned while it is read, and the other threads wait.
pub const HELD_BYTES: usize = 4 << 20;

/// Bytes allocated up front for a record that claims this length; most pages are no longer.
pub const ROOM_BYTES: u64 = 256 << 10;

/// Bytes of one formatted page, metadata included; the rest is dropped, and the page counts as degraded. Results wait
/// in memory for their turn. No article reaches a fiftieth of this.
pub const FORMATTED_BYTES: usize = 4 << 20;

/// Bytes of one page that are cleaned; the rest is dropped, and the page counts as degraded. A cap on time, for a page
/// that unpacks to much and yields little: eight times the formatted bytes, ten seconds of the slowest shapes.
pub const PAGE_BYTES: u64 = 32 << 20;

/// Bytes of a page between two checks of its caps, counted from its start, so that the result does not depend on how
/// the bytes arrive.
pub const STEP_BYTES: u64 = 64 << 10;

/// Bytes of results that wait for an earlier one before reading pauses.
pub const WAITING_BYTES: usize = 16 << 20;

/// Records per thread that are taken and not yet written: enough that the slowest page delays no other.
pub const WINDOW: u64 = 64;

/// Bytes of lines compressed together. Smaller blocks compress worse; larger ones lose more when the run is killed.
pub const BLOCK_BYTES: usize = 1 << 20;

/// Bytes of lines per Parquet row group: its columns are in memory together. Readers prefer larger groups, but those
/// would break the memory bound.
#[cfg(feature = "parquet")]
pub const GROUP_BYTES: usize = 8 << 20;

/// Pages per row group, so that many small pages need no more memory than their bytes.
#[cfg(feature = "parquet")]
pub const GROUP_ROWS: usize = 10_000;

/// Texts that `--dedup` remembers in each of two sets: of the last million none is forgotten, at 32 MiB for each output.
pub const SEEN_TEXTS: usize = 1 << 20;

/// Bytes of the explanations of one page; the rest is left out, because they wait in memory with the page.
pub const EXPLAINED_BYTES: usize = 4 << 20;

/// Bytes read to detect the type of an input.
pub const PROBED: usize = 16 << 10;

/// Notices of damage per input; further ones are only counted.
pub const NOTICES: u64 = 20;

/// Bytes of file names in memory. A folder with more names is read again.
pub const NAME_BYTES: usize = 4 << 20;

/// Bytes of a name in a list of inputs; no system allows longer ones.
pub const LISTED_NAME_BYTES: u64 = 64 << 10;

/// Maximum number of threads: more than any machine has cores, each with its 32 MiB.
pub const THREADS: usize = 1024;

/// Time between two commits: the most work that is repeated after a kill. Each commit waits for the disk.
pub const COMMIT_EVERY: Duration = Duration::from_millis(200);

//! Archives as they are found: every record accounted for, whatever is wrong with the others.
//!
//! * `forms`: WARC, WET and ARC, plain and compressed, and going on later.
//! * `wrong`: headers, lengths and members that are not as they should be.
//! * `lengths`: records that claim to be longer than the archive is.
//! * `payloads`: what HTTP did to a body, and what it says it did.
//! * `limits`: what unfolds to too much.
//! * `damage`: archives cut anywhere, and with any byte changed.
//! * `public`: real, odd and broken archives of other projects, read from `TAMIS_DATA`.

mod archive;
mod damage;
mod forms;
mod lengths;
mod limits;
mod payloads;
mod public;
mod wrong;

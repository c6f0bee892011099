//! Archives: every record is accounted for, whatever is wrong with the others.
//!
//! * `forms`: WARC, WET and ARC, plain and compressed, and resuming.
//! * `wrong`: invalid headers, lengths and members.
//! * `lengths`: records that claim to be longer than the archive.
//! * `payloads`: HTTP codings of a body, real or only claimed.
//! * `limits`: data that expands too much.
//! * `damage`: archives truncated anywhere, and with any byte changed.
//! * `public`: real, odd and broken archives of other projects, read from `TAMIS_DATA`.

mod archive;
mod damage;
mod forms;
mod lengths;
mod limits;
mod payloads;
mod public;
mod wrong;

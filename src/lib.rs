#![deny(missing_docs)]
#![forbid(unsafe_code)]
//! tamis
mod charset; mod error; pub mod html; mod limits; 
pub mod rules { #[derive(Debug, thiserror::Error)] #[error("x")] pub struct RuleError; }
pub use limits::Limits; pub struct Degraded;

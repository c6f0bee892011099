//! The command: what the arguments ask for, done through the library's public interface.

mod cli;

use std::process::ExitCode;

fn main() -> ExitCode {
    cli::main()
}

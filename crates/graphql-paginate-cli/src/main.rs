//! The binary `graphql-paginate`.

use std::process::ExitCode;

fn main() -> ExitCode {
    graphql_paginate_cli::main()
}

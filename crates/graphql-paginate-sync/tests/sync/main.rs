//! Mirrors of the sandbox in SQLite, and in PostgreSQL where it is installed.

mod gaps;
mod kill;
mod lists;
mod nights;
mod postgres;
mod support;
mod throughput;
mod trouble;
mod views;
mod workers;

//! Tests of mirrors of the sandbox, in SQLite and, if it is installed, PostgreSQL.

mod answers;
mod cut_lists;
mod empty_lists;
mod existing;
mod failed_runs;
mod files;
mod gaps;
mod kill;
mod list_keys;
mod list_nulls;
mod lists;
mod locks;
mod nested;
mod nights;
mod parts;
mod poll;
mod postgres;
mod reconnects;
mod rest;
mod rest_gaps;
mod support;
mod throughput;
mod trouble;
mod unread;
mod views;
mod workers;

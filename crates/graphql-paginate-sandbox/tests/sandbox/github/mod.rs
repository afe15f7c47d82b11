//! Tests of the imitation of GitHub, against the documented behavior of the API.

mod errors;
mod nodes;
mod pages;
mod quota;

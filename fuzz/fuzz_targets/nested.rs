//! Any bytes as responses of nested connections, from one end or both; see [`graphql_paginate_fuzz::walks`].

#![no_main]

use graphql_paginate_fuzz::walks;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| walks::nested_walks(bytes));

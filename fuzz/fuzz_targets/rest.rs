//! Any bytes as answers of a REST collection, in each way of paging; see [`graphql_paginate_fuzz::walks`].

#![no_main]

use graphql_paginate_fuzz::walks;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| walks::rest(bytes));

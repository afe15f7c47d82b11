//! Mirrors of the sandbox.

mod nights;
mod support;
mod trouble;

//! What the examples share: where they connect, and how they print.

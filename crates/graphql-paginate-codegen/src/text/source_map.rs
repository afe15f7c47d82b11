//! Maps positions in the text that was parsed to the text that the user wrote.

use crate::source::Source;
use std::ops::Range;

/// Maps byte ranges of the parsed text to the user's text.
pub(crate) trait SourceMap {
    /// The text that was parsed.
    fn parsed(&self) -> &str;
    /// The range in the user's text that a range of the parsed text comes from.
    fn original(&self, parsed: Range<usize>) -> Range<usize>;
}

/// A source that is parsed as it is.
impl SourceMap for Source<'_> {
    fn parsed(&self) -> &str {
        self.text
    }

    fn original(&self, parsed: Range<usize>) -> Range<usize> {
        parsed
    }
}

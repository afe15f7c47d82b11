//! Finds where the values in a JSON text end.
//!
//! What it accepts, `serde_json` accepts too.

/// The deepest nesting of lists and objects that is read, the same as that of `serde_json`.
const MAX_DEPTH: u8 = 127;

/// Why a value cannot be read here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Unread {
    /// The value does not fit its type because an object lacks a key.
    LacksKey,
    /// The value is invalid or unusual, or does not fit its type for another reason.
    Other,
}

/// A JSON text, and how much of it has been read.
pub(super) struct Scanner<'t> {
    text: &'t str,
    at: usize,
    depth: u8,
    /// Whether a value could not be read. A type may swallow such an error; `serde_json` then decodes the whole text.
    pub(super) failed: bool,
}

/// An integer of at most 18 digits.
pub(super) struct Integer {
    pub(super) is_negative: bool,
    pub(super) amount: u64,
}

/// A string in a JSON text.
pub(super) enum Text<'t> {
    /// A string without escapes, without its quotes.
    Plain(&'t str),
    /// A string with escapes, which may be invalid, with its quotes.
    Escaped(&'t str),
}

impl<'t> Scanner<'t> {
    pub(super) fn new(text: &'t str) -> Self {
        Self {
            text,
            at: 0,
            depth: 0,
            failed: false,
        }
    }

    /// The error for what cannot be read here.
    #[cold]
    pub(super) fn fail(&mut self) -> Unread {
        self.failed = true;
        Unread::Other
    }

    /// Whether only whitespace is left.
    pub(super) fn is_at_end(&mut self) -> bool {
        self.peek() == 0 && self.at >= self.text.len()
    }

    /// The first byte after whitespace; 0 at the end of the text.
    #[inline]
    pub(super) fn peek(&mut self) -> u8 {
        let byte = self.byte();
        if byte > b' ' {
            return byte;
        }
        self.skip_whitespace()
    }

    /// Reads one byte after whitespace.
    #[inline]
    pub(super) fn take(&mut self, byte: u8) -> Result<(), Unread> {
        if self.peek() != byte {
            return Err(self.fail());
        }
        self.at += 1;
        Ok(())
    }

    /// Reads the beginning of a list or an object.
    #[inline]
    pub(super) fn enter(&mut self, bracket: u8) -> Result<(), Unread> {
        self.take(bracket)?;
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            return Err(self.fail());
        }
        Ok(())
    }

    /// Reads the end of a list or an object.
    #[inline]
    pub(super) fn leave(&mut self, bracket: u8) -> Result<(), Unread> {
        self.take(bracket)?;
        self.depth -= 1;
        Ok(())
    }

    /// Reads `null`, `true` or `false`.
    #[inline]
    pub(super) fn word(&mut self, word: &str) -> Result<(), Unread> {
        if !self.text.as_bytes()[self.at..].starts_with(word.as_bytes()) {
            return Err(self.fail());
        }
        self.at += word.len();
        Ok(())
    }

    /// Reads a string.
    #[inline]
    pub(super) fn string(&mut self) -> Result<Text<'t>, Unread> {
        self.take(b'"')?;
        let start = self.at;
        self.at = plain_end(self.text.as_bytes(), start);
        if self.byte() == b'"' {
            let plain = &self.text[start..self.at];
            self.at += 1;
            return Ok(Text::Plain(plain));
        }
        self.skip_rest_of_string()?;
        Ok(Text::Escaped(&self.text[start - 1..self.at]))
    }

    /// Reads an integer of at most 18 digits. `None` for any other number, which is not read.
    #[inline]
    pub(super) fn integer(&mut self) -> Option<Integer> {
        let is_negative = self.peek() == b'-';
        let bytes = self.text.as_bytes();
        let start = self.at + usize::from(is_negative);
        let mut end = start;
        let mut amount = 0;
        while let Some(digit @ b'0'..=b'9') = bytes.get(end)
            && end < start + 18
        {
            amount = amount * 10 + u64::from(digit - b'0');
            end += 1;
        }
        let is_over = !matches!(bytes.get(end), Some(b'0'..=b'9' | b'.' | b'e' | b'E'));
        // `-0` is a float, and no other number begins with zero.
        let is_canonical = match bytes.get(start) {
            Some(b'1'..=b'9') => true,
            Some(b'0') => end == start + 1 && !is_negative,
            _ => false,
        };
        if !is_over || !is_canonical {
            return None;
        }
        self.at = end;
        Some(Integer {
            is_negative,
            amount,
        })
    }

    /// Reads a value of any kind; returns its text.
    pub(super) fn value(&mut self) -> Result<&'t str, Unread> {
        self.peek();
        let start = self.at;
        self.skip()?;
        Ok(&self.text[start..self.at])
    }

    /// Reads a value of any kind.
    pub(super) fn skip(&mut self) -> Result<(), Unread> {
        match self.peek() {
            b'"' => match self.string()? {
                Text::Plain(_) => Ok(()),
                Text::Escaped(text) => check_escapes(text).map_err(|_| self.fail()),
            },
            b'{' => self.skip_object(),
            b'[' => self.skip_list(),
            b'n' => self.word("null"),
            b't' => self.word("true"),
            b'f' => self.word("false"),
            _ => self.skip_number(),
        }
    }

    fn byte(&self) -> u8 {
        self.text.as_bytes().get(self.at).copied().unwrap_or(0)
    }

    #[cold]
    fn skip_whitespace(&mut self) -> u8 {
        while let b' ' | b'\n' | b'\t' | b'\r' = self.byte() {
            self.at += 1;
        }
        self.byte()
    }

    #[cold]
    fn skip_rest_of_string(&mut self) -> Result<(), Unread> {
        loop {
            match self.byte() {
                b'"' => {
                    self.at += 1;
                    return Ok(());
                }
                // The escaped character may be a quote.
                b'\\' => self.at += 2,
                // A control character, or the end of the text.
                _ => return Err(self.fail()),
            }
            self.at = plain_end(self.text.as_bytes(), self.at);
        }
    }

    fn skip_object(&mut self) -> Result<(), Unread> {
        self.enter(b'{')?;
        let mut is_first = true;
        while self.has_more(b'}', &mut is_first)? {
            if let Text::Escaped(key) = self.string()? {
                check_escapes(key).map_err(|_| self.fail())?;
            }
            self.take(b':')?;
            self.skip()?;
        }
        self.leave(b'}')
    }

    fn skip_list(&mut self) -> Result<(), Unread> {
        self.enter(b'[')?;
        let mut is_first = true;
        while self.has_more(b']', &mut is_first)? {
            self.skip()?;
        }
        self.leave(b']')
    }

    /// Whether another element follows in a list or an object; reads the comma before it.
    #[inline]
    pub(super) fn has_more(&mut self, end: u8, is_first: &mut bool) -> Result<bool, Unread> {
        if self.failed || self.peek() == end {
            return Ok(false);
        }
        if std::mem::take(is_first) {
            return Ok(true);
        }
        self.take(b',')?;
        Ok(true)
    }

    fn skip_number(&mut self) -> Result<(), Unread> {
        if self.integer().is_some() {
            return Ok(());
        }
        let rest = &self.text[self.at..];
        let is_in_number =
            |byte: &u8| matches!(byte, b'0'..=b'9' | b'-' | b'+' | b'.' | b'e' | b'E');
        let length = rest.bytes().take_while(|byte| is_in_number(byte)).count();
        // Refuses also a number that is too large to be read, although it could be skipped.
        if serde_json::from_str::<serde_json::Number>(&rest[..length]).is_err() {
            return Err(self.fail());
        }
        self.at += length;
        Ok(())
    }
}

const ONES: u64 = u64::from_ne_bytes([0x01; 8]);
const HIGH_BITS: u64 = u64::from_ne_bytes([0x80; 8]);

/// Where a string has its first quote, backslash or control character at or after `at`; the end of the text if nowhere.
#[inline]
fn plain_end(bytes: &[u8], mut at: usize) -> usize {
    while let Some(chunk) = bytes.get(at..).and_then(<[u8]>::first_chunk::<8>) {
        let found = special_bytes(u64::from_le_bytes(*chunk));
        if found != 0 {
            return at + found.trailing_zeros() as usize / 8;
        }
        at += 8;
    }
    while let Some(byte) = bytes.get(at)
        && !matches!(byte, b'"' | b'\\' | 0..=0x1f)
    {
        at += 1;
    }
    at
}

/// Sets the high bit of the first byte that ends a run of plain characters. Higher bytes may have it set by mistake.
///
/// See [Determine if a word has a byte less than n](https://graphics.stanford.edu/~seander/bithacks.html#HasLessInWord).
#[inline]
fn special_bytes(word: u64) -> u64 {
    let control = bytes_below(word, 0x20);
    let quote = bytes_below(word ^ (ONES * u64::from(b'"')), 1);
    let backslash = bytes_below(word ^ (ONES * u64::from(b'\\')), 1);
    (control | quote | backslash) & HIGH_BITS
}

/// A word with the high bit set in the first byte that is less than the bound, and in no byte before it.
#[inline]
fn bytes_below(word: u64, bound: u8) -> u64 {
    word.wrapping_sub(ONES * u64::from(bound)) & !word
}

/// Checks the escapes of a string.
#[cold]
fn check_escapes(text: &str) -> Result<(), Unread> {
    let mut rest = text;
    while let Some((_, escape)) = rest.split_once('\\') {
        let length = match escape.as_bytes() {
            [b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't', ..] => 1,
            [b'u', a, b, c, d, ..]
                if [a, b, c, d].iter().all(|digit| digit.is_ascii_hexdigit()) =>
            {
                5
            }
            _ => return Err(Unread::Other),
        };
        rest = &escape[length..];
    }
    Ok(())
}

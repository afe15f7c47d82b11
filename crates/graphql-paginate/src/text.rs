//! Text of servers, for people: bounded, on one line, without control characters.

use std::fmt::{self, Write};

use bytes::Bytes;
use http::Response;
use serde::Deserialize;

const EXCERPT: usize = 300;

/// Where a page's title is looked for, in bytes.
const HEAD: usize = 16 * 1024;

/// What a response holds, to follow "answered 502 with".
pub(crate) fn describe(response: &Response<Bytes>) -> String {
    let text = excerpt(response.body());
    if text.is_empty() {
        return "an empty body".to_owned();
    }
    // The text decides: what claims to be HTML, or JSON, often is not.
    if text.starts_with('<') {
        let head = &response.body()[..response.body().len().min(HEAD)];
        return match html_title(&String::from_utf8_lossy(head)) {
            Some(title) => format!("an HTML page titled `{title}`"),
            None => "an HTML page".to_owned(),
        };
    }
    match serde_json::from_slice::<Message>(response.body()) {
        Ok(Message {
            message: Some(message),
        }) => format!("the message `{}`", plain(message)),
        Err(error) if error.is_eof() => {
            format!("JSON that breaks off after {} bytes", response.body().len())
        }
        _ => format!("the body `{text}`"),
    }
}

/// The beginning of a body on one line.
pub(crate) fn excerpt(body: &[u8]) -> String {
    // Four bytes hold any character, and an escape is longer than its character.
    let head = &body[..body.len().min(4 * EXCERPT)];
    let text = String::from_utf8_lossy(head);
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let mut bounded = Bounded::new(String::new(), EXCERPT);
    // Fails at the bound, as intended.
    let _ = bounded.write_str(&line);
    bounded.target
}

/// Text that is safe to print: control characters are escaped, and what is longer than 1,000 characters is cut.
///
/// A value that is written piece by piece is stopped at the bound, so that time is linear in what is printed.
pub(crate) fn plain<T: fmt::Display>(text: T) -> Plain<T> {
    bounded(text, 1_000)
}

/// As [`plain`], with another bound in characters.
pub(crate) fn bounded<T: fmt::Display>(text: T, longest: usize) -> Plain<T> {
    Plain { text, longest }
}

/// See [`plain`].
pub(crate) struct Plain<T> {
    text: T,
    longest: usize,
}

impl<T: fmt::Display> fmt::Display for Plain<T> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut bounded = Bounded::new(formatter, self.longest);
        match write!(bounded, "{}", self.text) {
            Err(error) if !bounded.is_full => Err(error),
            _ => Ok(()),
        }
    }
}

/// Writes a limited number of characters, then an ellipsis, and drops the rest.
struct Bounded<W> {
    target: W,
    left: usize,
    is_full: bool,
}

impl<W> Bounded<W> {
    fn new(target: W, characters: usize) -> Self {
        Self {
            target,
            left: characters,
            is_full: false,
        }
    }
}

impl<W: Write> Write for Bounded<W> {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        for character in text.chars() {
            if self.left == 0 {
                self.is_full = true;
                self.target.write_char('…')?;
                // Stops the value that is being written.
                return Err(fmt::Error);
            }
            self.left -= 1;
            if is_control(character) {
                write!(self.target, "{}", character.escape_debug())?;
            } else {
                self.target.write_char(character)?;
            }
        }
        Ok(())
    }
}

/// Characters that move the cursor, color the terminal, or reorder the text around them.
fn is_control(character: char) -> bool {
    character.is_control()
        || matches!(character, '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
}

/// The error body of GitHub's REST layer, and of many others.
#[derive(Deserialize)]
struct Message {
    #[serde(alias = "Message")]
    message: Option<String>,
}

fn html_title(page: &str) -> Option<String> {
    // ASCII case alone changes, so that positions hold in both.
    let lower = page.to_ascii_lowercase();
    let start = lower.find("<title")?;
    let open = start + lower[start..].find('>')? + 1;
    let close = open + lower[open..].find("</title")?;
    let title = excerpt(&page.as_bytes()[open..close]);
    if title.is_empty() { None } else { Some(title) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(body: &str, expected: &str) {
        assert_eq!(
            describe(&Response::new(Bytes::from(body.to_owned()))),
            expected
        );
    }

    #[test]
    fn bodies_are_described_by_their_kind() {
        check("", "an empty body");
        check(" \n", "an empty body");
        check(
            "<html><TITLE>\n 502 Bad Gateway</TITLE>",
            "an HTML page titled `502 Bad Gateway`",
        );
        check("<html>Unicorn!", "an HTML page");
        check("  <!doctype html><title></title>", "an HTML page");
        check(
            r#"{"message":"Bad credentials"}"#,
            "the message `Bad credentials`",
        );
        check(r#"{"Message":"refused"}"#, "the message `refused`");
        check(r#"{"data":"#, "JSON that breaks off after 8 bytes");
        check("[1]", "the body `[1]`");
        check(
            "Calme toi, cowboy !\nCalm down, cowboy!",
            "the body `Calme toi, cowboy ! Calm down, cowboy!`",
        );
    }

    #[test]
    fn control_characters_are_escaped() {
        assert_eq!(
            plain("\u{1b}[31mred\r\nline\u{202e}").to_string(),
            "\\u{1b}[31mred\\r\\nline\\u{202e}"
        );
        check("\u{1b}[2J gone", "the body `\\u{1b}[2J gone`");
        check(r#"{"message":"a\u0007"}"#, "the message `a\\u{7}`");
    }

    #[test]
    fn long_text_is_cut() {
        assert_eq!(bounded("abcdef", 3).to_string(), "abc…");
        assert_eq!(bounded("abc", 3).to_string(), "abc");
        assert_eq!(
            plain("a".repeat(5_000_000)).to_string().len(),
            1_000 + '…'.len_utf8()
        );
    }

    #[test]
    fn an_excerpt_ends_between_characters() {
        let long = "é".repeat(2 * EXCERPT);
        assert_eq!(
            excerpt(long.as_bytes()),
            format!("{}…", "é".repeat(EXCERPT))
        );
    }
}

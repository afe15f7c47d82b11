//! The path of a file below the folder: safe whatever its name is, the same in every run, and no other file's.

use std::path::PathBuf;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

/// The most bytes of a file's name that are kept; most file systems allow 255 for the whole name.
const MAX_NAME_BYTES: usize = 150;

/// The digits of a name's hash in a path.
const HASH_DIGITS: usize = 16;

/// A file of a dossier. Its dossier, name and checksum identify it.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct Attached {
    pub(crate) dossier: i64,
    pub(crate) filename: String,
    /// MD5 in Base64.
    pub(crate) checksum: String,
    /// The size in bytes.
    pub(crate) byte_size: i64,
    /// The answer, opinion or message that it belongs to, as in the table `file`.
    pub(crate) owner: String,
}

impl Attached {
    /// Its path in the table `dead_letter`.
    pub(crate) fn failure_path(&self) -> String {
        format!("file:{}:{}", self.checksum, self.filename)
    }

    /// The MD5 of the content.
    ///
    /// # Errors
    ///
    /// What is wrong with the checksum.
    pub(super) fn md5(&self) -> Result<[u8; 16], String> {
        let bytes = STANDARD.decode(&self.checksum).unwrap_or_default();
        bytes.try_into().map_err(|_| {
            format!(
                "expected an MD5 in Base64 as the checksum, got `{}`",
                self.checksum
            )
        })
    }

    /// The path below the folder, with `/` on every system: démarche, dossier, and the checksum before the name.
    ///
    /// A hash of the name is between them unless the name is kept as it is on every file system, so no two names of a
    /// dossier share a path.
    ///
    /// # Errors
    ///
    /// What is wrong with the checksum.
    pub(crate) fn path(&self, demarche: i64) -> Result<String, String> {
        let mut path = format!("{demarche}/{}/", self.dossier);
        for byte in self.md5()? {
            path.push_str(&format!("{byte:02x}"));
        }
        path.push('-');
        let safe = safe(&self.filename);
        if !is_portable(&self.filename, &safe) {
            path.push_str(&crate::hash::of(self.filename.as_bytes())[..HASH_DIGITS]);
            path.push('-');
        }
        path.push_str(&safe);
        Ok(path)
    }
}

/// The part of a name after the last `/` or `\`, with `_` for everything but letters, digits and a few signs.
fn safe(name: &str) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let mut safe = String::new();
    for character in last.chars() {
        if character.is_alphanumeric() || " ._-()".contains(character) {
            safe.push(character);
        } else {
            safe.push('_');
        }
    }
    // The end is kept, since it has the extension.
    while safe.len() > MAX_NAME_BYTES {
        safe.remove(0);
    }
    // Windows drops dots and spaces at the end.
    let trimmed = safe.trim_end_matches(['.', ' ']);
    if trimmed.is_empty() {
        return "file".to_owned();
    }
    trimmed.to_owned()
}

/// Whether a name is its own safe name, the same on file systems that ignore case or normalize Unicode, and different
/// from every name with a hash.
fn is_portable(name: &str, safe: &str) -> bool {
    let has_hash = match name.split_once('-') {
        Some((hash, _)) => {
            hash.len() == HASH_DIGITS && hash.bytes().all(|byte| byte.is_ascii_hexdigit())
        }
        None => false,
    };
    let is_lower = name.is_ascii() && !name.bytes().any(|byte| byte.is_ascii_uppercase());
    name == safe && is_lower && !has_hash
}

/// The path on this system.
pub(super) fn on_disk(path: &str) -> PathBuf {
    path.split('/').collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn attached(filename: &str, checksum: &str) -> Attached {
        Attached {
            dossier: 7,
            filename: filename.to_owned(),
            checksum: checksum.to_owned(),
            byte_size: 1,
            owner: "champ:1".to_owned(),
        }
    }

    /// The path of an empty file.
    fn path(filename: &str) -> String {
        let path = attached(filename, "1B2M2Y8AsgTpgAmY7PhCfg==").path(1);
        path.unwrap()
    }

    #[test]
    fn names_cannot_leave_the_folder_of_their_dossier() {
        let prefix = "1/7/d41d8cd98f00b204e9800998ecf8427e-";
        assert_eq!(
            path("devis 2_b.(1).pdf"),
            format!("{prefix}devis 2_b.(1).pdf")
        );
        for (filename, expected) in [
            ("../../etc/passwd", "passwd"),
            ("..\\..\\boot.ini", "boot.ini"),
            ("/", "file"),
            ("..", "file"),
            ("", "file"),
            ("a\0b\n.pdf", "a_b_.pdf"),
            ("facture n°3: été.pdf. ", "facture n_3_ été.pdf"),
            ("gnp\u{202e}.exe", "gnp_.exe"),
        ] {
            let path = path(filename);
            let (hash, name) = path[prefix.len()..].split_once('-').unwrap();
            assert!(path.starts_with(prefix) && name == expected, "{path}");
            assert!(hash.len() == 16 && hash.bytes().all(|byte| byte.is_ascii_hexdigit()));
        }
    }

    #[test]
    fn no_two_names_share_a_path() {
        let long = "a".repeat(200);
        let hashed = path("a:b.pdf")["1/7/d41d8cd98f00b204e9800998ecf8427e-".len()..].to_owned();
        let names = [
            "a_b.pdf",
            "a:b.pdf",
            "a/b.pdf",
            "b.pdf",
            "B.pdf",
            "b.PDF",
            "b.pdf ",
            "b.pdf.",
            "file",
            "",
            "..",
            "/",
            "\u{e9}.pdf",
            "e\u{301}.pdf",
            "\u{c9}.pdf",
            &long,
            &long[1..],
            &hashed,
            "0123456789abcdef-b.pdf",
        ];
        let mut paths = std::collections::HashSet::new();
        for name in names {
            // As a file system that ignores case compares them.
            let path = path(name).to_lowercase();
            assert!(paths.insert(path.clone()), "{name}: {path}");
        }
    }

    #[test]
    fn long_names_keep_their_extension() {
        let long = format!("{}.pdf", "é".repeat(300));
        let name = safe(&long);
        assert!(
            name.len() <= MAX_NAME_BYTES && name.ends_with("é.pdf"),
            "{name}"
        );
    }

    #[test]
    fn a_checksum_that_is_no_md5_is_an_error() {
        for checksum in ["", "nonsense", "AAAA", "../../x"] {
            let problem = attached("a", checksum).path(1).unwrap_err();
            assert_eq!(
                problem,
                format!("expected an MD5 in Base64 as the checksum, got `{checksum}`")
            );
        }
    }
}

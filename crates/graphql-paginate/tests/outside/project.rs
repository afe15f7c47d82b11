//! A package outside this workspace that depends on this crate by path.

use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::{env, fs};

/// The folder of this crate.
pub(crate) const CRATE: &str = env!("CARGO_MANIFEST_DIR");

// The same profile as the workspace, so that third-party crates that are already built are used.
const MANIFEST: &str = r#"
[workspace]

[package]
name = "{name}"
version = "0.0.0"
edition = "2024"

[dependencies]
graphql-paginate = { path = '{crate}' }
tokio = { version = "1", features = ["macros", "rt"] }

[profile.dev]
debug = "line-tables-only"

[profile.dev.package."*"]
debug = false
"#;

pub(crate) struct Project {
    folder: PathBuf,
}

impl Project {
    /// An empty package with the dependencies of a user: this crate and `tokio`.
    pub(crate) fn new(name: &str) -> Self {
        // One target folder may serve several checkouts.
        let mut hasher = DefaultHasher::new();
        CRATE.hash(&mut hasher);
        let folder =
            Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("{name}-{:016x}", hasher.finish()));
        if folder.exists() {
            fs::remove_dir_all(&folder).unwrap();
        }
        fs::create_dir_all(&folder).unwrap();
        let project = Self { folder };
        project.write(
            "Cargo.toml",
            MANIFEST.replace("{name}", name).replace("{crate}", CRATE),
        );
        // The versions that the workspace was built with are available without a network.
        project.copy("../../Cargo.lock", "Cargo.lock");
        project
    }

    /// Copies a file or a folder from a path relative to this crate.
    pub(crate) fn copy(&self, from: &str, to: &str) {
        self.copy_path(&Path::new(CRATE).join(from), Path::new(to));
    }

    /// Runs cargo in the package, without a network.
    pub(crate) fn cargo(&self, arguments: &[&str]) -> Output {
        let target = Path::new(env!("CARGO_TARGET_TMPDIR"))
            .parent()
            .expect("it is in the target folder");
        let cargo = env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
        let mut command = Command::new(cargo);
        command
            .current_dir(&self.folder)
            .env("CARGO_TARGET_DIR", target)
            .args(arguments)
            .arg("--offline");
        command.output().unwrap()
    }

    fn copy_path(&self, from: &Path, to: &Path) {
        if !from.is_dir() {
            return self.write(to, fs::read(from).unwrap());
        }
        for entry in fs::read_dir(from).unwrap() {
            let entry = entry.unwrap();
            self.copy_path(&entry.path(), &to.join(entry.file_name()));
        }
    }

    pub(crate) fn write(&self, path: impl AsRef<Path>, text: impl AsRef<[u8]>) {
        assert!(
            path.as_ref().is_relative(),
            "{:?} leads out of the package",
            path.as_ref()
        );
        let path = self.folder.join(path);
        fs::create_dir_all(path.parent().expect("a file is in a folder")).unwrap();
        fs::write(path, text).unwrap();
    }
}

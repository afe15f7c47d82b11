//! The files that the arguments of an export name: each may have one role only.

use std::fs;
use std::path::{Path, PathBuf};

use super::arguments::ExportArgs;
use super::checkpoint_file::CheckpointFile;
use super::list_files::may_be_list_file;
use super::shipped_queries::shipped_query;
use crate::documents::documents;
use crate::failure::Failure;
use crate::output::CsvLists;
use crate::schema_input::is_shipped_schema;
use crate::text_input;

/// A file that the arguments name.
struct NamedFile {
    role: &'static str,
    path: PathBuf,
}

/// Refuses a file that the run would write and that has another role too; does so before any file is opened.
pub(super) fn refuse_shared_files(args: &ExportArgs) -> Result<(), Failure> {
    refuse_shared_input(args)?;
    let written = written(args);
    let read = read(args);
    for (index, file) in written.iter().enumerate() {
        for other in written[index + 1..].iter().chain(&read) {
            if is_one_file(&file.path, &other.path) {
                let roles = format!("{} and {}", file.role, other.role);
                return Err(two_roles(&other.path, &roles));
            }
        }
    }
    refuse_list_files(args, &written, &read)
}

/// Refuses standard input for two purposes.
fn refuse_shared_input(args: &ExportArgs) -> Result<(), Failure> {
    let query = &args.query;
    let mut inputs = Vec::new();
    let mut add = |role: &'static str, path: Option<&'_ Path>| {
        if let Some(path) = path {
            inputs.push((role, path.to_owned()));
        }
    };
    add("query", query.query.as_deref().map(Path::new));
    add("schema", query.schema.as_deref().map(Path::new));
    add("variables", query.variables.as_deref());
    for path in &args.source.token_file {
        add("token file", Some(path));
    }
    for path in &query.fragments.fragments {
        add("fragments", Some(path));
    }
    for field in &query.field {
        if let Some(path) = file_of(field) {
            add("value of a variable", Some(Path::new(path)));
        }
    }
    let inputs = inputs.iter().map(|(role, path)| (*role, path.as_path()));
    text_input::refuse_shared_input(inputs)
}

/// Refuses another file with a name that a list's file beside the output can have.
fn refuse_list_files(
    args: &ExportArgs,
    written: &[NamedFile],
    read: &[NamedFile],
) -> Result<(), Failure> {
    let (Some(output), Some(CsvLists::Files)) = (&args.output.output, args.output.csv_lists) else {
        return Ok(());
    };
    let output = place(output);
    for file in written.iter().chain(read) {
        if may_be_list_file(&output, &place(&file.path)) {
            let roles = format!("file of a list of `--csv-lists files` and {}", file.role);
            return Err(two_roles(&file.path, &roles));
        }
    }
    Ok(())
}

fn two_roles(path: &Path, roles: &str) -> Failure {
    Failure::usage(format!("`{}` is both {roles}", path.display())).help("name another file")
}

/// The files that the run writes.
fn written(args: &ExportArgs) -> Vec<NamedFile> {
    let mut files = Files::default();
    files.add("output", args.output.output.as_deref());
    if let Some(checkpoint) = CheckpointFile::of(args) {
        files.add("checkpoint", Some(checkpoint.path()));
    }
    files.add("summary file", args.run.summary_file.as_deref());
    files.0
}

/// The file of a variable that is given as `name=@FILE`.
fn file_of(field: &str) -> Option<&str> {
    let (_, value) = field.split_once('=')?;
    value.strip_prefix('@')
}

/// The files that the run reads.
fn read(args: &ExportArgs) -> Vec<NamedFile> {
    let query = &args.query;
    let mut files = Files::default();
    if let Some(name) = &query.query
        && shipped_query(name, args.source.api).is_none()
    {
        files.add("query", Some(Path::new(name)));
    }
    if let Some(name) = &query.schema
        && !is_shipped_schema(name)
    {
        files.add("schema", Some(Path::new(name)));
    }
    files.add("variables", query.variables.as_deref());
    for path in &args.source.token_file {
        files.add("token file", Some(path));
    }
    for field in &query.field {
        if let Some(path) = file_of(field) {
            files.add("value of a variable", Some(Path::new(path)));
        }
    }
    // Folders that cannot be read are reported when the fragments are.
    for path in documents(&query.fragments.fragments).unwrap_or_default() {
        files.add("fragments", Some(&path));
    }
    files.0
}

#[derive(Default)]
struct Files(Vec<NamedFile>);

impl Files {
    /// Adds a file, unless it is a standard stream, a pipe or a device, which can have several roles.
    fn add(&mut self, role: &'static str, path: Option<&Path>) {
        let Some(path) = path.filter(|path| *path != Path::new("-")) else {
            return;
        };
        if !path.exists() || path.is_file() {
            let path = path.to_owned();
            self.0.push(NamedFile { role, path });
        }
    }
}

fn is_one_file(one: &Path, other: &Path) -> bool {
    place(one) == place(other)
}

/// The canonical path of a file; of one that does not exist, its name in the canonical path of its folder.
fn place(path: &Path) -> PathBuf {
    if let Ok(place) = fs::canonicalize(path) {
        return place;
    }
    let folder = match path.parent() {
        Some(folder) if folder != Path::new("") => folder,
        _ => Path::new("."),
    };
    match (fs::canonicalize(folder), path.file_name()) {
        (Ok(folder), Some(name)) => folder.join(name),
        _ => path.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::file_of;

    #[test]
    fn the_value_of_a_variable_is_a_file_if_it_begins_with_an_at_sign() {
        assert_eq!(file_of("body=@-"), Some("-"));
        assert_eq!(file_of("filter=a=@-"), None);
        assert_eq!(file_of("body"), None);
    }
}

//! The flags of an export, and where each applies: one that would change nothing is refused before anything is opened.

mod flag;
mod kind;
mod table;
#[cfg(test)]
mod tests;

pub(super) use self::kind::Kind;
use self::table::FLAGS;
use super::arguments::ExportArgs;
use crate::failure::Failure;
use crate::output::Format;

/// Refuses flags that would change nothing for any of these kinds, or in this format.
pub(super) fn refuse_unused_flags(
    args: &ExportArgs,
    kinds: &[Kind],
    format: Format,
) -> Result<(), Failure> {
    for flag in FLAGS {
        if !(flag.is_given)(args) {
            continue;
        }
        if let Some((problem, help)) = flag.problem(args, kinds, format) {
            return Err(Failure::usage(format!("`{}` {problem}", flag.name)).help(help));
        }
    }
    Ok(())
}

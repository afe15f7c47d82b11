//! Rewrites the field at one path of the response, and no other.
//!
//! A fragment may be spread in several places. If it is on the path to the field, it is first replaced by an inline
//! fragment, so that the edit does not affect its other places.

use super::{Document, Field, FragmentDefinition, InlineFragment, Selection};

/// Replaces each field at a path of response keys by the result of `rewrite`.
pub(crate) fn rewrite_at(
    document: &mut Document,
    path: &[String],
    rewrite: &mut dyn FnMut(Field) -> Vec<Field>,
) {
    let Document {
        operation,
        fragments,
    } = document;
    descend(&mut operation.selections, fragments, path, rewrite);
}

fn descend(
    selections: &mut Vec<Selection>,
    fragments: &[FragmentDefinition],
    path: &[String],
    rewrite: &mut dyn FnMut(Field) -> Vec<Field>,
) {
    let Some((key, below)) = path.split_first() else {
        return;
    };
    let written = std::mem::take(selections);
    for selection in written {
        match selection {
            Selection::Field(mut field) if field.response_key() == key => {
                if below.is_empty() {
                    selections.extend(rewrite(field).into_iter().map(Selection::Field));
                } else {
                    descend(&mut field.selections, fragments, below, rewrite);
                    selections.push(Selection::Field(field));
                }
            }
            Selection::Inline(mut inline) => {
                descend(&mut inline.selections, fragments, path, rewrite);
                selections.push(Selection::Inline(inline));
            }
            Selection::Spread(spread) if selects(fragments, &spread.name, key) => {
                let fragment = find(fragments, &spread.name);
                let mut inline = InlineFragment {
                    on: Some(fragment.on.clone()),
                    directives: spread.directives,
                    selections: fragment.selections.clone(),
                };
                descend(&mut inline.selections, fragments, path, rewrite);
                selections.push(Selection::Inline(inline));
            }
            other => selections.push(other),
        }
    }
}

/// Whether a fragment selects a response key at its top level.
fn selects(fragments: &[FragmentDefinition], name: &str, key: &str) -> bool {
    is_among(&find(fragments, name).selections, fragments, key)
}

fn is_among(selections: &[Selection], fragments: &[FragmentDefinition], key: &str) -> bool {
    selections.iter().any(|selection| match selection {
        Selection::Field(field) => field.response_key() == key,
        Selection::Inline(inline) => is_among(&inline.selections, fragments, key),
        Selection::Spread(spread) => selects(fragments, &spread.name, key),
    })
}

fn find<'f>(fragments: &'f [FragmentDefinition], name: &str) -> &'f FragmentDefinition {
    fragments
        .iter()
        .find(|fragment| fragment.name == name)
        .expect("validated: the fragment is defined")
}

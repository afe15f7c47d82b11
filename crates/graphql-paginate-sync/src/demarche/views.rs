//! Views with a column for each field of the form.
//!
//! A column is named by its field's id, never by its label: labels change and repeat. The columns of the current
//! revision come first, in the order of the form; those of fields that were removed follow.

use std::fmt::Write as _;

/// Fields of a démarche in the order of the views' columns. Parameter `$1`: the démarche's number.
///
/// Each field once: with its place in the current revision, else after all of those, by its last label.
pub(crate) const FIELDS: &str = "
    SELECT id, kind, parent, type = 'RepetitionChampDescriptor' AS is_block
    FROM (
        SELECT d.id, d.kind, d.parent, d.type, d.label, d.position,
               d.revision = COALESCE(m.published_revision, m.draft_revision) AND d.removed_at IS NULL AS is_current,
               ROW_NUMBER() OVER (
                   PARTITION BY d.id
                   ORDER BY CASE WHEN d.revision = COALESCE(m.published_revision, m.draft_revision)
                                      AND d.removed_at IS NULL THEN 0 ELSE 1 END,
                            r.position DESC
               ) AS choice
        FROM champ_descriptor d
        JOIN demarche m ON m.number = d.demarche
        LEFT JOIN revision r ON r.id = d.revision
        WHERE d.demarche = $1
    ) AS fields
    WHERE choice = 1
    ORDER BY CASE kind WHEN 'champ' THEN 0 ELSE 1 END,
             CASE WHEN is_current THEN 0 ELSE 1 END,
             CASE WHEN is_current THEN position ELSE 0 END,
             label, id";

/// A field of the form, as [`FIELDS`] lists it.
#[derive(Debug, Clone)]
pub(crate) struct Field {
    pub(crate) id: String,
    /// `champ` or `annotation`.
    pub(crate) kind: String,
    /// The repetition block that holds it.
    pub(crate) parent: Option<String>,
    pub(crate) is_block: bool,
}

/// The statements that create the views of a démarche: one for its dossiers, one for each repetition block.
pub(crate) fn create(demarche: i64, fields: &[Field]) -> Vec<String> {
    let mut columns = String::new();
    for field in fields {
        if field.parent.is_none() && !field.is_block {
            write!(
                columns,
                ", MAX(CASE WHEN c.kind = {} AND c.descriptor_id = {} AND c.row_id = '' THEN c.value END) AS {}",
                text(&field.kind),
                text(&field.id),
                name(&field.id)
            )
            .expect("writing to a string");
        }
    }
    let mut views = vec![format!(
        "CREATE VIEW {} AS SELECT d.number, d.state, d.date_depot, d.date_traitement, d.date_derniere_modification, \
         d.usager_email, d.groupe_instructeur_label, d.pending_deletion_at{columns} \
         FROM dossier d LEFT JOIN champ c ON c.dossier = d.number \
         WHERE d.demarche = {demarche} AND d.deleted_at IS NULL GROUP BY d.number",
        name(&format!("v_{demarche}_dossiers"))
    )];
    for block in fields {
        if block.is_block {
            views.push(block_view(demarche, block, fields));
        }
    }
    views
}

fn block_view(demarche: i64, block: &Field, fields: &[Field]) -> String {
    let mut columns = String::new();
    for field in fields {
        if field.parent.as_ref() == Some(&block.id) {
            write!(
                columns,
                ", MAX(CASE WHEN c.descriptor_id = {} THEN c.value END) AS {}",
                text(&field.id),
                name(&field.id)
            )
            .expect("writing to a string");
        }
    }
    format!(
        "CREATE VIEW {} AS SELECT c.dossier, c.row_id, MIN(c.row_position) AS row_position{columns} \
         FROM champ c JOIN dossier d ON d.number = c.dossier \
         WHERE d.demarche = {demarche} AND d.deleted_at IS NULL AND c.kind = {} AND c.block = {} \
         GROUP BY c.dossier, c.row_id",
        name(&format!("v_{demarche}_block_{}", block.id)),
        text(&block.kind),
        text(&block.id)
    )
}

/// A text literal.
fn text(value: &str) -> String {
    format!("'{}'", value.replace('\'', "''"))
}

/// A quoted identifier.
fn name(value: &str) -> String {
    format!("\"{}\"", value.replace('"', "\"\""))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotes_in_ids_stay_inside_their_literals() {
        assert_eq!(
            (text("a'b"), name("a\"b")),
            ("'a''b'".to_owned(), "\"a\"\"b\"".to_owned())
        );
    }
}

//! Generates views with a column for each field of a démarche's form.
//!
//! A column is named by its field's id, never by its label: labels change and are not unique. The columns of the
//! current revision come first, in the order of the form; those of removed fields follow.

use crate::dialect::{name, text};

/// The fields of a démarche in the order of the views' columns. Parameter `$1`: the démarche's number.
///
/// Each field is listed once: at its position in the current revision, or after all of those, ordered by its last
/// label. A field whose type differs between revisions has an empty type.
pub(crate) const FIELDS: &str = "
    SELECT id, kind, parent, type
    FROM (
        SELECT d.id, d.kind, d.parent, d.label, d.position,
               CASE WHEN (SELECT COUNT(DISTINCT o.type) FROM champ_descriptor o
                          WHERE o.id = d.id AND o.demarche = d.demarche) = 1 THEN d.type ELSE '' END AS type,
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
    /// The repetition block that contains it.
    pub(crate) parent: Option<String>,
    /// The type of its descriptor; empty if it differs between revisions.
    pub(crate) descriptor: String,
}

impl Field {
    fn is_block(&self) -> bool {
        self.descriptor == "RepetitionChampDescriptor"
    }

    /// The column of the table `champ` that holds the field's value.
    fn value(&self) -> &'static str {
        match self.descriptor.as_str() {
            "IntegerNumberChampDescriptor" => "value_integer",
            "DecimalNumberChampDescriptor" => "value_real",
            "YesNoChampDescriptor" | "CheckboxChampDescriptor" => "value_boolean",
            "DateChampDescriptor" => "value_date",
            "DatetimeChampDescriptor" => "value_timestamp",
            _ => "value",
        }
    }

    /// The column of the field in a view; `dossier` and `row` are SQL expressions for the dossier and the block's row.
    fn column(&self, dossier: &str, row: &str) -> String {
        // Uses the whole primary key, so that each value is one lookup.
        format!(
            ", (SELECT c.{} FROM champ c WHERE c.dossier = {dossier} AND c.kind = {} AND c.descriptor_id = {} \
             AND c.row_id = {row}) AS {}",
            self.value(),
            text(&self.kind),
            text(&self.id),
            name(&self.id)
        )
    }
}

/// A view of a database.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct View {
    pub(crate) name: String,
    /// The query that it stands for.
    pub(crate) query: String,
}

impl View {
    /// The statement that creates it.
    pub(crate) fn create(&self) -> String {
        format!("CREATE VIEW {} AS {}", name(&self.name), self.query)
    }

    /// The statement that drops it.
    pub(crate) fn drop(&self) -> String {
        drop_view(&self.name)
    }

    /// The statement of PostgreSQL that creates it, or changes it in place if columns are only added at its end. Views
    /// that depend on it, and the rights to it, stay.
    pub(crate) fn replace(&self) -> String {
        format!(
            "CREATE OR REPLACE VIEW {} AS {}",
            name(&self.name),
            self.query
        )
    }
}

/// The statement that drops a view, if it exists.
pub(crate) fn drop_view(view: &str) -> String {
    format!("DROP VIEW IF EXISTS {}", name(view))
}

/// A hash that changes with the definitions of views. Views with the same version are not created again, so that other
/// views can depend on them.
pub(crate) fn version(views: &[View]) -> String {
    let mut text = String::new();
    for view in views {
        text.push_str(&view.create());
        text.push_str(";\n");
    }
    crate::hash::of(text.as_bytes())
}

/// The name of the setting with the version of a démarche's views.
pub(crate) fn version_key(demarche: i64) -> String {
    format!("views:{demarche}")
}

/// The names of all views that a démarche with these fields may ever have had, so that the views of others are left alone.
pub(crate) fn names(demarche: i64, fields: &[Field]) -> Vec<String> {
    let mut names = vec![dossiers_name(demarche)];
    for field in fields {
        names.push(block_name(demarche, &field.id));
    }
    names
}

fn dossiers_name(demarche: i64) -> String {
    format!("v_{demarche}_dossiers")
}

fn block_name(demarche: i64, block: &str) -> String {
    format!("v_{demarche}_block_{block}")
}

/// The views of a démarche: one for its dossiers, one for each repetition block.
pub(crate) fn create(demarche: i64, fields: &[Field]) -> Vec<View> {
    let mut columns = String::new();
    for field in fields {
        if field.parent.is_none() && !field.is_block() {
            columns.push_str(&field.column("d.number", "''"));
        }
    }
    let mut views = vec![View {
        name: dossiers_name(demarche),
        query: format!(
            "SELECT d.number, d.state, d.date_depot, d.date_traitement, d.date_derniere_modification, \
             d.usager_email, d.groupe_instructeur_label, d.pending_deletion_at{columns} \
             FROM dossier d WHERE d.demarche = {demarche} AND d.deleted_at IS NULL"
        ),
    }];
    for block in fields {
        if block.is_block() {
            views.push(block_view(demarche, block, fields));
        }
    }
    views
}

fn block_view(demarche: i64, block: &Field, fields: &[Field]) -> View {
    let mut columns = String::new();
    for field in fields {
        if field.parent.as_ref() == Some(&block.id) {
            columns.push_str(&field.column("r.dossier", "r.row_id"));
        }
    }
    let query = format!(
        "SELECT r.dossier, r.row_id, r.row_position{columns} \
         FROM (SELECT DISTINCT c.dossier, c.row_id, c.row_position FROM champ c JOIN dossier d ON d.number = c.dossier \
               WHERE d.demarche = {demarche} AND d.deleted_at IS NULL AND c.kind = {} AND c.block = {}) AS r",
        text(&block.kind),
        text(&block.id)
    );
    View {
        name: block_name(demarche, &block.id),
        query,
    }
}

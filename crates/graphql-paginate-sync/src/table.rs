//! The tables of a mirror as plain data, from which both stores generate their statements.

/// A table that is filled from an API.
#[derive(Debug, PartialEq)]
pub(crate) struct Table {
    pub(crate) name: &'static str,
    /// The columns of the primary key.
    pub(crate) key: &'static [&'static str],
    pub(crate) columns: &'static [Column],
}

/// A column of a [`Table`].
#[derive(Debug, PartialEq)]
pub(crate) struct Column {
    pub(crate) name: &'static str,
    pub(crate) kind: Kind,
}

/// The type of a column, supported by both databases.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Integer,
    Real,
    Boolean,
    Text,
    Timestamp,
    Json,
}

const fn column(name: &'static str, kind: Kind) -> Column {
    Column { name, kind }
}

/// The démarches that are mirrored.
pub(crate) static DEMARCHE: Table = Table {
    name: "demarche",
    key: &["number"],
    columns: &[
        column("number", Kind::Integer),
        column("id", Kind::Text),
        column("title", Kind::Text),
        column("state", Kind::Text),
        column("created_at", Kind::Timestamp),
        column("updated_at", Kind::Timestamp),
        column("published_revision", Kind::Text),
        column("draft_revision", Kind::Text),
    ],
};

/// The versions of a démarche's forms.
pub(crate) static REVISION: Table = Table {
    name: "revision",
    key: &["id"],
    columns: &[
        column("id", Kind::Text),
        column("demarche", Kind::Integer),
        column("position", Kind::Integer),
        column("created_at", Kind::Timestamp),
        column("published_at", Kind::Timestamp),
    ],
};

/// The fields of the forms, once for each revision that has them.
pub(crate) static CHAMP_DESCRIPTOR: Table = Table {
    name: "champ_descriptor",
    key: &["id", "revision"],
    columns: &[
        column("id", Kind::Text),
        column("revision", Kind::Text),
        column("demarche", Kind::Integer),
        // `champ` or `annotation`.
        column("kind", Kind::Text),
        // The repetition block that holds the field.
        column("parent", Kind::Text),
        column("position", Kind::Integer),
        column("label", Kind::Text),
        column("type", Kind::Text),
        column("required", Kind::Boolean),
    ],
};

/// The labels that instructors give to dossiers.
pub(crate) static LABEL: Table = Table {
    name: "label",
    key: &["id"],
    columns: &[
        column("id", Kind::Text),
        column("demarche", Kind::Integer),
        column("name", Kind::Text),
        column("color", Kind::Text),
    ],
};

/// The dossiers. The store sets deletion marks; rows do not contain them.
pub(crate) static DOSSIER: Table = Table {
    name: "dossier",
    key: &["number"],
    columns: &[
        column("number", Kind::Integer),
        column("demarche", Kind::Integer),
        column("id", Kind::Text),
        column("state", Kind::Text),
        column("archived", Kind::Boolean),
        column("date_depot", Kind::Timestamp),
        column("date_passage_en_construction", Kind::Timestamp),
        column("date_passage_en_instruction", Kind::Timestamp),
        column("date_traitement", Kind::Timestamp),
        column("date_expiration", Kind::Timestamp),
        column("date_derniere_modification", Kind::Timestamp),
        column("motivation", Kind::Text),
        column("usager_email", Kind::Text),
        column("demandeur_type", Kind::Text),
        column("demandeur", Kind::Json),
        column("groupe_instructeur", Kind::Integer),
        column("groupe_instructeur_label", Kind::Text),
        column("revision", Kind::Text),
        column("raw", Kind::Json),
    ],
};

/// The labels of each dossier.
pub(crate) static DOSSIER_LABEL: Table = Table {
    name: "dossier_label",
    key: &["dossier", "label"],
    columns: &[
        column("dossier", Kind::Integer),
        column("label", Kind::Text),
    ],
};

/// The answers of a dossier: its fields and the annotations of instructors.
pub(crate) static CHAMP: Table = Table {
    name: "champ",
    key: &["dossier", "kind", "descriptor_id", "row_id"],
    columns: &[
        column("dossier", Kind::Integer),
        // `champ` or `annotation`.
        column("kind", Kind::Text),
        column("descriptor_id", Kind::Text),
        // Empty outside of repetition blocks.
        column("row_id", Kind::Text),
        // The repetition block; null outside of one.
        column("block", Kind::Text),
        // The position in the dossier or in the block's row, from 0.
        column("position", Kind::Integer),
        // The position of the block's row, from 0.
        column("row_position", Kind::Integer),
        column("type", Kind::Text),
        column("label", Kind::Text),
        column("value", Kind::Text),
        column("value_integer", Kind::Integer),
        column("value_real", Kind::Real),
        column("value_boolean", Kind::Boolean),
        column("value_date", Kind::Text),
        column("value_timestamp", Kind::Timestamp),
        column("columns", Kind::Json),
        column("updated_at", Kind::Timestamp),
    ],
};

/// The files of fields, opinions and messages. Their URLs expire within an hour and are not stored.
pub(crate) static FILE: Table = Table {
    name: "file",
    key: &["dossier", "owner", "position"],
    columns: &[
        column("dossier", Kind::Integer),
        // `champ:ID`, `annotation:ID`, `avis:ID` or `message:ID`.
        column("owner", Kind::Text),
        column("position", Kind::Integer),
        column("filename", Kind::Text),
        column("content_type", Kind::Text),
        // MD5 in Base64.
        column("checksum", Kind::Text),
        column("byte_size", Kind::Integer),
        column("created_at", Kind::Timestamp),
    ],
};

/// Opinions that instructors request from experts.
pub(crate) static AVIS: Table = Table {
    name: "avis",
    key: &["dossier", "id"],
    columns: &[
        column("id", Kind::Text),
        column("dossier", Kind::Integer),
        column("question", Kind::Text),
        column("reponse", Kind::Text),
        column("asked_at", Kind::Timestamp),
        column("answered_at", Kind::Timestamp),
        column("claimant_email", Kind::Text),
        column("expert_email", Kind::Text),
    ],
};

/// Messages between the applicant and the administration.
pub(crate) static MESSAGE: Table = Table {
    name: "message",
    key: &["dossier", "id"],
    columns: &[
        column("id", Kind::Text),
        column("dossier", Kind::Integer),
        column("email", Kind::Text),
        column("body", Kind::Text),
        column("created_at", Kind::Timestamp),
        column("discarded_at", Kind::Timestamp),
    ],
};

/// The steps of a dossier's handling.
pub(crate) static TRAITEMENT: Table = Table {
    name: "traitement",
    key: &["dossier", "id"],
    columns: &[
        column("id", Kind::Text),
        column("dossier", Kind::Integer),
        column("event", Kind::Text),
        column("treated_at", Kind::Timestamp),
        column("email", Kind::Text),
        column("motivation", Kind::Text),
    ],
};

/// Every table that is filled from the API, parents first.
pub(crate) static TABLES: [&Table; 11] = [
    &DEMARCHE,
    &REVISION,
    &CHAMP_DESCRIPTOR,
    &LABEL,
    &DOSSIER,
    &DOSSIER_LABEL,
    &CHAMP,
    &FILE,
    &AVIS,
    &MESSAGE,
    &TRAITEMENT,
];

/// The tables whose rows belong to one dossier and are replaced with it.
pub(crate) static DOSSIER_CHILDREN: [&Table; 6] =
    [&DOSSIER_LABEL, &CHAMP, &FILE, &AVIS, &MESSAGE, &TRAITEMENT];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_columns() {
        for table in TABLES {
            for key in table.key {
                let is_column = table.columns.iter().any(|column| column.name == *key);
                assert!(is_column, "`{}.{key}`", table.name);
            }
        }
    }

    #[test]
    fn children_name_their_dossier() {
        for table in DOSSIER_CHILDREN {
            let has_dossier = table.columns.iter().any(|column| column.name == "dossier");
            assert!(has_dossier, "`{}`", table.name);
        }
    }
}

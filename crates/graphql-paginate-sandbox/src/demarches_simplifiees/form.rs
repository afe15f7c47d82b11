//! The fields (champs and annotations) of the form that all demarches share.

/// A field of the form.
pub(super) struct Field {
    pub(super) id: i64,
    pub(super) label: &'static str,
    /// The type of the field, a `TypeDeChamp`.
    pub(super) kind: &'static str,
    pub(super) descriptor: &'static str,
    /// The type of the answer for documents that have a fragment on it.
    pub(super) champ: &'static str,
    /// The type of the answer for all other documents.
    pub(super) plain: &'static str,
}

const fn field_of(
    id: i64,
    label: &'static str,
    kind: &'static str,
    descriptor: &'static str,
    champ: &'static str,
    plain: &'static str,
) -> Field {
    Field {
        id,
        label,
        kind,
        descriptor,
        champ,
        plain,
    }
}

#[rustfmt::skip]
pub(super) const CHAMPS: [Field; 13] = [
    field_of(1001, "Nom du projet", "text", "TextChampDescriptor", "TextChamp", "TextChamp"),
    field_of(1002, "Description", "textarea", "TextareaChampDescriptor", "TextChamp", "TextChamp"),
    field_of(1003, "Date de début", "date", "DateChampDescriptor", "DateChamp", "DateChamp"),
    field_of(1004, "Rendez-vous", "datetime", "DatetimeChampDescriptor", "DatetimeChamp", "DateChamp"),
    field_of(1005, "Montant demandé", "decimal_number", "DecimalNumberChampDescriptor", "DecimalNumberChamp", "DecimalNumberChamp"),
    field_of(1006, "Participants", "integer_number", "IntegerNumberChampDescriptor", "IntegerNumberChamp", "IntegerNumberChamp"),
    field_of(1007, "Projet commencé", "yes_no", "YesNoChampDescriptor", "YesNoChamp", "CheckboxChamp"),
    field_of(1008, "Domaine", "drop_down_list", "DropDownListChampDescriptor", "DropDownListChamp", "TextChamp"),
    field_of(1009, "Publics", "multiple_drop_down_list", "MultipleDropDownListChampDescriptor", "MultipleDropDownListChamp", "MultipleDropDownListChamp"),
    field_of(1010, "Adresse du projet", "address", "AddressChampDescriptor", "AddressChamp", "TextChamp"),
    field_of(1011, "Devis", "piece_justificative", "PieceJustificativeChampDescriptor", "PieceJustificativeChamp", "PieceJustificativeChamp"),
    field_of(1012, "Partenaires", "repetition", "RepetitionChampDescriptor", "RepetitionChamp", "RepetitionChamp"),
    field_of(1013, "Dossier précédent", "dossier_link", "DossierLinkChampDescriptor", "DossierLinkChamp", "DossierLinkChamp"),
];

/// The annotations. Every dossier has the first two, and one of the others in turn.
#[rustfmt::skip]
pub(super) const ANNOTATIONS: [Field; 31] = [
    field_of(2001, "Avis du service", "text", "TextChampDescriptor", "TextChamp", "TextChamp"),
    field_of(2002, "Dossier complet", "checkbox", "CheckboxChampDescriptor", "CheckboxChamp", "CheckboxChamp"),
    field_of(2003, "Périmètre", "carte", "CarteChampDescriptor", "CarteChamp", "CarteChamp"),
    field_of(2004, "Civilité", "civilite", "CiviliteChampDescriptor", "CiviliteChamp", "CiviliteChamp"),
    field_of(2005, "Commune", "communes", "CommuneChampDescriptor", "CommuneChamp", "TextChamp"),
    field_of(2006, "Département", "departements", "DepartementChampDescriptor", "DepartementChamp", "TextChamp"),
    field_of(2007, "Région", "regions", "RegionChampDescriptor", "RegionChamp", "TextChamp"),
    field_of(2008, "Pays", "pays", "PaysChampDescriptor", "PaysChamp", "TextChamp"),
    field_of(2009, "Intercommunalité", "epci", "EpciChampDescriptor", "EpciChamp", "EpciChamp"),
    field_of(2010, "Engagement juridique", "engagement_juridique", "EngagementJuridiqueChampDescriptor", "EngagementJuridiqueChamp", "EngagementJuridiqueChamp"),
    field_of(2011, "Explication", "explication", "ExplicationChampDescriptor", "ExplicationChamp", "TextChamp"),
    field_of(2012, "Instruction", "header_section", "HeaderSectionChampDescriptor", "HeaderSectionChamp", "TextChamp"),
    field_of(2013, "Catégorie", "linked_drop_down_list", "LinkedDropDownListChampDescriptor", "LinkedDropDownListChamp", "LinkedDropDownListChamp"),
    field_of(2014, "Association", "rna", "RNAChampDescriptor", "RNAChamp", "RNAChamp"),
    field_of(2015, "Fondation", "rnf", "RNFChampDescriptor", "RNFChamp", "RNFChamp"),
    field_of(2016, "Établissement", "siret", "SiretChampDescriptor", "SiretChamp", "SiretChamp"),
    field_of(2017, "Éducation de l'enfant handicapé", "aeeh", "AEEHChampDescriptor", "TextChamp", "TextChamp"),
    field_of(2018, "Établissement scolaire", "annuaire_education", "AnnuaireEducationChampDescriptor", "TextChamp", "TextChamp"),
    field_of(2019, "Accréditation", "cojo", "COJOChampDescriptor", "TextChamp", "TextChamp"),
    field_of(2020, "Allocation aux adultes handicapés", "aah", "AAHChampDescriptor", "TextChamp", "TextChamp"),
    field_of(2021, "Allocation de rentrée scolaire", "ars", "ARSChampDescriptor", "TextChamp", "TextChamp"),
    field_of(2022, "Adresse électronique", "email", "EmailChampDescriptor", "TextChamp", "TextChamp"),
    field_of(2023, "Référence", "formatted", "FormattedChampDescriptor", "TextChamp", "TextChamp"),
    field_of(2024, "Compte", "iban", "IbanChampDescriptor", "TextChamp", "TextChamp"),
    field_of(2025, "Étudiant boursier", "etudiant_boursier", "EtudiantBoursierChampDescriptor", "TextChamp", "TextChamp"),
    field_of(2026, "Nombre", "number", "NumberChampDescriptor", "TextChamp", "TextChamp"),
    field_of(2027, "Téléphone", "phone", "PhoneChampDescriptor", "TextChamp", "TextChamp"),
    field_of(2028, "Quotient familial", "quotient_familial", "QuotientFamilialChampDescriptor", "TextChamp", "TextChamp"),
    field_of(2029, "Référentiel", "referentiel", "ReferentielChampDescriptor", "TextChamp", "TextChamp"),
    field_of(2030, "Identité", "piece_justificative", "TitreIdentiteChampDescriptor", "TitreIdentiteChamp", "TitreIdentiteChamp"),
    field_of(2031, "Champ prérempli", "pre_rempli", "PreRempliChampDescriptor", "TextChamp", "TextChamp"),
];

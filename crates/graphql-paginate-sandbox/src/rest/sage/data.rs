//! The rows of the three resources, which are computed from their positions.

use serde_json::{Value, json};

use crate::rest::odata::Resource;

pub(super) const ACCOUNTS: Resource = Resource {
    properties: &["id", "numero", "intitule", "type", "classement"],
    navigations: &["natureCompte"],
};

pub(super) const CLIENTS: Resource = Resource {
    properties: &[
        "id",
        "numero",
        "intitule",
        "type",
        "qualite",
        "classement",
        "contact",
        "commentaire",
        "siret",
        "ape",
        "identifiant",
        "adresse",
        "telecom",
    ],
    navigations: &["comptePrincipal"],
};

pub(super) const ENTRIES: Resource = Resource {
    properties: &[
        "id",
        "date",
        "piece",
        "reference",
        "numeroFacture",
        "intitule",
        "sens",
        "montant",
        "echeance",
    ],
    navigations: &["compte", "journal", "tiers", "registreTaxes"],
};

/// An account. Account numbers are unique and increase with the position.
pub(super) fn account(index: usize) -> Value {
    let numero = account_number(index);
    json!({
        "id": guid(1, index),
        "numero": numero,
        "intitule": format!("Compte {numero}"),
        "type": if index.is_multiple_of(20) { "Total" } else { "Detail" },
        "classement": format!("C{index}"),
        "natureCompte": { "id": guid(4, index % 9), "intitule": format!("Nature {}", index % 9) },
    })
}

/// A customer. Of every 6,500 customers, 175 live in Lyon, evenly distributed.
pub(super) fn client(index: usize) -> Value {
    let lyon = (index * 175) % 6500 < 175;
    let town = if lyon {
        "Lyon"
    } else {
        ["Lille", "Nantes", "Rennes", "L'Haÿ-les-Roses"][index % 4]
    };
    let numero = format!("CLI{:05}", index + 1);
    json!({
        "id": guid(2, index),
        "numero": numero,
        "intitule": format!("Client {}", index + 1),
        "type": "Client",
        "qualite": "Société",
        "classement": numero,
        "contact": null,
        "commentaire": "",
        "siret": format!("{:014}", index + 1),
        "ape": "6201Z",
        "identifiant": null,
        "adresse": {
            "adresse": format!("{} rue de l'Essai", index + 1),
            "complement": "",
            "codePostal": "69000",
            "ville": town,
            "pays": "France",
            "codeRegion": "",
        },
        "telecom": {
            "telephone": "",
            "telecopie": "",
            "site": "",
            "eMail": format!("client-{}@example.test", index + 1),
        },
        "comptePrincipal": { "id": guid(1, 0), "numero": "4110000" },
    })
}

/// An accounting entry. Debits and credits of the same amount alternate, so that the books balance.
pub(super) fn entry(index: usize) -> Value {
    let date = format!("2024-{:02}-{:02}T00:00:00Z", index % 12 + 1, index % 28 + 1);
    json!({
        "id": guid(3, index),
        "date": date,
        "piece": format!("{:06}", index / 2 + 1),
        "reference": format!("N° {}", index / 2 + 1),
        "numeroFacture": "",
        "intitule": format!("Écriture {}", index + 1),
        "sens": if index.is_multiple_of(2) { "Debit" } else { "Credit" },
        "montant": (index / 2) as f64 + 0.5,
        "echeance": if index.is_multiple_of(3) { Value::Null } else { json!(date) },
        "compte": { "id": guid(1, index % 50), "numero": account_number(index % 50) },
        "journal": { "id": guid(5, 0), "code": "VTE" },
        "tiers": if index.is_multiple_of(2) { third_party(index % 100) } else { Value::Null },
        "registreTaxes": [{ "taux": 20.0 }],
    })
}

fn third_party(index: usize) -> Value {
    json!({ "id": guid(2, index), "numero": format!("CLI{:05}", index + 1) })
}

fn account_number(index: usize) -> String {
    format!("{}", 1_010_000 + index * 10)
}

fn guid(kind: usize, index: usize) -> String {
    format!("{kind:08x}-0000-4000-8000-{index:012x}")
}

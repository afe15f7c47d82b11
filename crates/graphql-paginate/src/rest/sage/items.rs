//! Row types of Sage, as the API documents them; all other properties, such as expanded relations, are in `extra`.
//!
//! Every property may be absent, since `$select` can leave it out. A row serializes to what was received; properties
//! that were null are kept in `extra`.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::rest::row::{amount, rows};

/// An account of the general ledger (`comptes`).
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(remote = "Self", default)]
#[non_exhaustive]
pub struct Account {
    /// A GUID.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// The account number, unique.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub numero: Option<String>,
    /// The title.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub intitule: Option<String>,
    /// `Detail` or `Total`.
    #[serde(rename = "type", skip_serializing_if = "Option::is_none")]
    pub kind: Option<String>,
    /// Every other property.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}

/// A line of a journal (`ecritures`).
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(remote = "Self", default, rename_all = "camelCase")]
#[non_exhaustive]
pub struct Entry {
    /// A GUID.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// The date, as ISO 8601.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub date: Option<String>,
    /// The number of the voucher.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub piece: Option<String>,
    /// The reference.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reference: Option<String>,
    /// The number of the invoice.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub numero_facture: Option<String>,
    /// The label.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub intitule: Option<String>,
    /// `Debit` or `Credit`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sens: Option<String>,
    /// The amount, in the company's currency.
    #[serde(skip_serializing_if = "Option::is_none", serialize_with = "amount")]
    pub montant: Option<f64>,
    /// The due date, as ISO 8601.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub echeance: Option<String>,
    /// The account, when expanded.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub compte: Option<Reference>,
    /// The third party, when expanded.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tiers: Option<Reference>,
    /// Every other property.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}

/// A customer (`clients`).
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(remote = "Self", default, rename_all = "camelCase")]
#[non_exhaustive]
pub struct Customer {
    /// A GUID.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// The number, unique.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub numero: Option<String>,
    /// The name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub intitule: Option<String>,
    /// The address.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub adresse: Option<Address>,
    /// The main account, when expanded.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub compte_principal: Option<Reference>,
    /// Every other property.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}

/// A postal address.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(remote = "Self", default, rename_all = "camelCase")]
#[non_exhaustive]
pub struct Address {
    /// Street and number.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub adresse: Option<String>,
    /// The postal code.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub code_postal: Option<String>,
    /// The town.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ville: Option<String>,
    /// The country.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pays: Option<String>,
    /// Every other property.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}

/// Another resource, with the properties that are sent when it is expanded.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(remote = "Self", default)]
#[non_exhaustive]
pub struct Reference {
    /// A GUID.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// The number, if there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub numero: Option<String>,
    /// Every other property.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}

rows! {
    Account: extra,
    Entry: extra,
    Customer: extra,
    Address: extra,
    Reference: extra,
}

//! Rows as the API documents them; whatever else it sends, expanded relations for instance, is in `extra`.
//!
//! Every property may be absent, since `$select` may leave it out.

use serde::Deserialize;
use serde_json::{Map, Value};

/// An account of the general ledger (`comptes`).
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(default)]
#[non_exhaustive]
pub struct Account {
    /// A GUID.
    pub id: Option<String>,
    /// The account number, unique.
    pub numero: Option<String>,
    /// The title.
    pub intitule: Option<String>,
    /// `Detail` or `Total`.
    #[serde(rename = "type")]
    pub kind: Option<String>,
    /// Every other property.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}

/// A line of a journal (`ecritures`).
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(default, rename_all = "camelCase")]
#[non_exhaustive]
pub struct Entry {
    /// A GUID.
    pub id: Option<String>,
    /// The date, as ISO 8601.
    pub date: Option<String>,
    /// The number of the voucher.
    pub piece: Option<String>,
    /// The reference.
    pub reference: Option<String>,
    /// The number of the invoice.
    pub numero_facture: Option<String>,
    /// The label.
    pub intitule: Option<String>,
    /// `Debit` or `Credit`.
    pub sens: Option<String>,
    /// The amount, in the company's currency.
    pub montant: Option<f64>,
    /// The due date, as ISO 8601.
    pub echeance: Option<String>,
    /// The account, when expanded.
    pub compte: Option<Reference>,
    /// The third party, when expanded.
    pub tiers: Option<Reference>,
    /// Every other property.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}

/// A customer (`clients`).
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(default, rename_all = "camelCase")]
#[non_exhaustive]
pub struct Customer {
    /// A GUID.
    pub id: Option<String>,
    /// The number, unique.
    pub numero: Option<String>,
    /// The name.
    pub intitule: Option<String>,
    /// The address.
    pub adresse: Option<Address>,
    /// The main account, when expanded.
    pub compte_principal: Option<Reference>,
    /// Every other property.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}

/// A postal address.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(default, rename_all = "camelCase")]
#[non_exhaustive]
pub struct Address {
    /// Street and number.
    pub adresse: Option<String>,
    /// The postal code.
    pub code_postal: Option<String>,
    /// The town.
    pub ville: Option<String>,
    /// The country.
    pub pays: Option<String>,
    /// Every other property.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}

/// Another resource, as far as it is sent along when expanded.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(default)]
#[non_exhaustive]
pub struct Reference {
    /// A GUID.
    pub id: Option<String>,
    /// The number, where there is one.
    pub numero: Option<String>,
    /// Every other property.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}

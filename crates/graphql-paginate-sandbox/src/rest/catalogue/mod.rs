//! A fictitious catalogue of products, served in the common paging styles.
//!
//! - `/odata/Products`: OData v4 with server-driven paging and delta links;
//! - `/links/products`: an array, with RFC 8288 `Link` headers;
//! - `/pages/products`: page numbers with totals.
//!
//! `PATCH` and `DELETE` on `/odata/Products(7)` change the data of all of them. No credentials are required.

mod delta;
mod links;
mod numbered;
mod products;
mod service;

use std::sync::{Mutex, PoisonError};

use bytes::Bytes;
use http::{Method, Request, Response, StatusCode};

use self::products::Products;
use super::call::Call;
use super::reply;
use crate::api::Api;
use crate::settings::RestSettings;

/// The catalogue with its three services.
#[derive(Debug)]
pub(crate) struct Catalogue {
    products: Mutex<Products>,
    relative_links: bool,
}

impl Catalogue {
    /// The server's root.
    pub(crate) const PATH: &'static str = "";

    pub(crate) fn new(settings: &RestSettings) -> Self {
        Self {
            products: Mutex::new(Products::new(settings.products)),
            relative_links: settings.relative_links,
        }
    }
}

impl Api for Catalogue {
    fn answer(&self, request: &Request<Bytes>) -> Response<Bytes> {
        let call = Call::parse(request);
        let mut products = self.products.lock().unwrap_or_else(PoisonError::into_inner);
        match (&call.method, call.segments().as_slice()) {
            (&Method::GET, ["odata", "Products"]) => {
                service::list(&call, &products, self.relative_links)
            }
            (method, ["odata", key]) => {
                match key
                    .strip_prefix("Products(")
                    .and_then(|key| key.strip_suffix(')'))
                {
                    Some(key) => service::one(method, &call, &mut products, key),
                    None => reply::empty(StatusCode::NOT_FOUND),
                }
            }
            (&Method::GET, ["links", "products"]) => numbered::linked(&call, &products),
            (&Method::GET, ["pages", "products"]) => numbered::counted(&call, &products),
            _ => reply::empty(StatusCode::NOT_FOUND),
        }
    }
}

#[cfg(test)]
mod tests;

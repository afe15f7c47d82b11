//! The years and measures, which are computed from their positions.

use serde_json::{Value, json};

/// A reporting year. The first one is 2017, as in the documentation.
pub(super) fn year(index: usize) -> Value {
    let year = 2017 + index;
    json!({
        "id": guid(1, index),
        "name": year.to_string(),
        "startDate": format!("{year}-01-01"),
        "endDate": format!("{year}-12-31"),
        "default": false,
        "visible": true,
        "locked": index % 2 == 1,
    })
}

pub(super) fn measure(index: usize) -> Value {
    let aspect = ["Energy", "OH&S", "Water", "Waste"][index % 4];
    json!({
        "id": guid(2, index),
        "name": format!("Measure {:04}", index + 1),
        "aspectName": aspect,
        "prettyId": format!("M-{}", index + 1),
    })
}

fn guid(kind: usize, index: usize) -> String {
    format!("{kind:08x}-0000-4000-8000-{index:012x}")
}

//! What can go wrong, scripted: when ([`Faults`]), what ([`Fault`]), and the machinery between an API and the wire.
//!
//! A fault is a list of steps. Some act before the API sees the request, one may stand in for its answer, the others
//! change the answer: its JSON, its headers, or how it travels. APIs know nothing of it.

mod fault;
mod plan;

mod cursors;
mod nodes;
mod page;
mod throttle;

mod asked;
mod paging;

mod faulty;
mod wire;

pub use asked::Asked;
pub use fault::Fault;
pub(crate) use faulty::Faulty;
pub use plan::Faults;
pub use throttle::Throttle;

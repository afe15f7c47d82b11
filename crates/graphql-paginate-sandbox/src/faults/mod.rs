//! Scripted faults: [`Faults`] selects the requests, [`Fault`] describes the effects, and [`Faulty`] applies them.
//!
//! A fault is a list of effects. Some precede the execution of the request, one may replace the API's response, and the
//! others change the response: its JSON, its headers, or its transmission. APIs do not know about faults.

mod fault;
mod plan;

mod cursors;
mod nodes;
mod page;
mod throttle;

mod paging;
mod request_view;

mod faulty;
mod wire;

pub use fault::Fault;
pub(crate) use faulty::Faulty;
pub use plan::Faults;
pub use request_view::RequestView;
pub use throttle::Throttle;

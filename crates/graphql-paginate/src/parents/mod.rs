//! Walks of connections inside lists: one for each element of the list, its parent.
//!
//! The first request is the query. Its response has the parents and the first page of each of them. Parents with further
//! pages wait in a [queue](Queue), which is the cursor of the walk. Each further request takes the first parents of the
//! queue, finds them again by their id, and returns the next page of each. Parents stay at the front of the queue until
//! they are complete, and the others follow in the order of the list.
//!
//! So a page of the walk has the items of one response, parent by parent, and nothing is held back or requested twice.

mod assembly;
mod decode;
mod first_response;
mod layout;
mod queue;
mod received;
mod response;
mod source;

pub use self::decode::child;
pub(crate) use self::decode::{Answered, raw_data, typed_data};
pub(crate) use self::layout::{OwnedFollowUp, ParentsLayout};
use self::queue::{PendingParent, Queue};
use self::received::{Lost, ParentConnections, ReceivedConnection};
pub(crate) use self::source::{ParentsQuery, ParentsSource};

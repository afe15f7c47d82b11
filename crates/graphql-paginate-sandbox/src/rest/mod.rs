//! The REST APIs: JobAffinity, Position Green, Sage, and a catalogue with the common paging styles.

mod call;
mod changes;
mod reply;

#[cfg(test)]
mod asking;
mod odata;

mod catalogue;
mod jobaffinity;
mod position_green;
mod sage;

pub(crate) use catalogue::Catalogue;
pub(crate) use jobaffinity::JobAffinity;
pub(crate) use position_green::PositionGreen;
pub(crate) use sage::Sage;

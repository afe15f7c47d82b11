//! The two ends of a list.

use std::ops::{Index, IndexMut};

use crate::connection::Direction;

/// An end of the list, where one of the two walks begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum End {
    /// The first item. The walk from it is the forward walk.
    Front,
    /// The last item. The walk from it is the backward walk.
    Back,
}

/// A value for each end.
#[derive(Debug, Clone, Copy, Default)]
pub struct PerEnd<T> {
    pub(super) front: T,
    pub(super) back: T,
}

impl End {
    pub(super) fn opposite(self) -> Self {
        match self {
            Self::Front => Self::Back,
            Self::Back => Self::Front,
        }
    }

    /// The end's name in the cursors of walks that request both ends at once.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Front => "front",
            Self::Back => "back",
        }
    }

    /// The direction of the walk that begins at this end.
    pub(crate) fn direction(self) -> Direction {
        match self {
            Self::Front => Direction::Forward,
            Self::Back => Direction::Backward,
        }
    }
}

impl<T> Index<End> for PerEnd<T> {
    type Output = T;

    fn index(&self, end: End) -> &T {
        match end {
            End::Front => &self.front,
            End::Back => &self.back,
        }
    }
}

impl<T> IndexMut<End> for PerEnd<T> {
    fn index_mut(&mut self, end: End) -> &mut T {
        match end {
            End::Front => &mut self.front,
            End::Back => &mut self.back,
        }
    }
}

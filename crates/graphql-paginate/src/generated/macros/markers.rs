//! The macro for types that stand for connections.

/// Defines types that stand for connections. Each is followed by the path of its connection, if it is only one.
///
/// ```text
/// markers! {
///     pub DemarcheDossiersConnection = "demarche.dossiers";
///     pub AllConnections;
/// }
/// ```
#[doc(hidden)]
#[macro_export]
macro_rules! __markers {
    ($($visibility:vis $name:ident $(= $path:literal)?;)+) => {
        $(
            #[doc = $crate::__markers!(@document $($path)?)]
            #[derive(::core::fmt::Debug, ::core::clone::Clone, ::core::marker::Copy)]
            $visibility struct $name;
        )+
    };
    (@document $path:literal) => { ::core::concat!("Stands for the connection `", $path, "`.") };
    (@document) => { "Stands for all connections." };
}

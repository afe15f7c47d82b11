//! GraphQL schemas of GitHub and demarches-simplifiees in one canonical form.

mod errors;
mod nodes;
mod pages;
mod quota;

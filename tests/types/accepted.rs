//! Declarations and programs that compile, and what they compute.

mod any_network;
mod every_word;
mod many_declarations;
mod ones_own;
mod sizes;
mod the_short_form;
mod trained;

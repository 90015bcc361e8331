use staticnn::prelude::network;

network! { struct Net< 3 -> 12elu -> 1 >; }

fn main() {}

use staticnn::prelude::network;

network! { struct Net< 3 -> hidden: -> 1 >; }

fn main() {}

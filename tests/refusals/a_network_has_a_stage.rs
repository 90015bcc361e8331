use staticnn::prelude::network;

network! { struct Net< 3 >; }

fn main() {}

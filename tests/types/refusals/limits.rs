//! How large a network can be.

mod a_network_has_at_most_268435456_parameters {
    use staticnn::prelude::*;

    network! { struct Net< 16777216 -> 16777216 >; }
}

mod a_network_has_few_stages {
    use staticnn::prelude::*;

    network! { struct Net<
        3 -> 1 -> 1 -> 1 -> 1 -> 1 -> 1 -> 1 -> 1 -> 1 -> 1 -> 1 -> 1 -> 1 -> 1 -> 1 -> 1 -> 1
        -> 1 -> 1 -> 1 -> 1 -> 1 -> 1 -> 1 -> 1 -> 1 -> 1 -> 1 -> 1 -> 1 -> 1 -> 1 -> 1
    >; }
}

fn main() {}

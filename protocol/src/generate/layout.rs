//! Lays out the TypeScript that ts-rs writes on one line: reads a type, then prints it for people.
//! Only the forms that ts-rs makes of our types are understood; anything else is an error.

/// A TypeScript type.
#[derive(Debug, PartialEq)]
pub enum Ts {
    /// A name, a literal or `Array<…>`, as it stands.
    Word(String),
    Object(Vec<Field>),
    Union(Vec<Ts>),
    Both(Vec<Ts>),
}

#[derive(Debug, PartialEq)]
pub struct Field {
    pub about: String,
    /// With its `?` or as `[key in …]`.
    pub key: String,
    pub value: Ts,
}

impl Ts {
    pub fn read(text: &str) -> Result<Ts, String> {
        let mut reader = Reader { rest: text };
        let read = reader.union()?;
        match reader.peek() {
            "" => Ok(read),
            rest => Err(format!("unexpected {rest:.40}")),
        }
    }

    /// The text of the field `type`, `kind` and so on, by which a variant is told from its siblings.
    pub fn tag(&self) -> Option<&str> {
        match self {
            Ts::Word(word) => word.strip_prefix('"')?.strip_suffix('"'),
            Ts::Object(fields) => fields.iter().find_map(|field| field.value.tag()),
            Ts::Both(parts) => parts.first()?.tag(),
            Ts::Union(_) => None,
        }
    }

    /// Prints the type at a depth; `about` knows what a variant with some tag means.
    pub fn print(&self, depth: usize, about: &dyn Fn(&str) -> Option<String>) -> String {
        match self {
            Ts::Word(word) => word.clone(),
            Ts::Object(fields) => object(fields, depth),
            Ts::Both(parts) => join(parts, " & ", depth),
            Ts::Union(parts) => {
                let plain = join(parts, " | ", depth);
                let told: Vec<Option<String>> = parts.iter().map(|part| part.tag().and_then(about)).collect();
                if plain.len() <= WIDTH && !plain.contains('\n') && told.iter().all(Option::is_none) {
                    return plain;
                }
                let indent = "  ".repeat(depth + 1);
                let line = |(part, about): (&Ts, &Option<String>)| {
                    let about = about.as_ref().map_or(String::new(), |text| comment(text, depth + 1));
                    format!("\n{about}{indent}| {}", part.grouped(depth + 1))
                };
                parts.iter().zip(&told).map(line).collect()
            }
        }
    }

    fn grouped(&self, depth: usize) -> String {
        let nothing = |_: &str| None;
        match self {
            Ts::Union(_) => format!("({})", self.print(depth, &nothing)),
            _ => self.print(depth, &nothing),
        }
    }
}

const WIDTH: usize = 90;

fn join(parts: &[Ts], with: &str, depth: usize) -> String {
    parts.iter().map(|part| part.grouped(depth)).collect::<Vec<_>>().join(with)
}

fn object(fields: &[Field], depth: usize) -> String {
    let nothing = |_: &str| None;
    if fields.iter().all(|field| field.about.is_empty()) {
        let each: Vec<String> =
            fields.iter().map(|field| format!("{}: {}", field.key, field.value.print(depth, &nothing))).collect();
        let line = format!("{{ {} }}", each.join("; "));
        if line.len() <= WIDTH && !line.contains('\n') {
            return line;
        }
    }
    let indent = "  ".repeat(depth + 1);
    let each: String = fields
        .iter()
        .map(|field| {
            let about = comment(&field.about, depth + 1);
            format!("{about}{indent}{}: {};\n", field.key, field.value.print(depth + 1, &nothing))
        })
        .collect();
    format!("{{\n{each}{}}}", "  ".repeat(depth))
}

/// A documentation comment on a line or several; nothing for no text.
pub fn comment(text: &str, depth: usize) -> String {
    let indent = "  ".repeat(depth);
    let words = text.split_whitespace();
    let mut lines = vec![String::new()];
    for word in words {
        match lines.last_mut() {
            Some(line) if line.is_empty() => line.push_str(word),
            Some(line) if line.len() + word.len() < 110 => *line += &format!(" {word}"),
            _ => lines.push(word.into()),
        }
    }
    match lines.as_slice() {
        [only] if only.is_empty() => String::new(),
        [only] => format!("{indent}/** {only} */\n"),
        several => {
            let body: String = several.iter().map(|line| format!("{indent} * {line}\n")).collect();
            format!("{indent}/**\n{body}{indent} */\n")
        }
    }
}

/// The words of a documentation comment, without its stars.
pub fn uncomment(text: &str) -> String {
    let stars: &[_] = &['/', '*', ' '];
    text.lines().map(|line| line.trim().trim_matches(stars)).collect::<Vec<_>>().join(" ").trim().to_owned()
}

struct Reader<'a> {
    rest: &'a str,
}

impl<'a> Reader<'a> {
    fn peek(&mut self) -> &'a str {
        self.rest = self.rest.trim_start();
        self.rest
    }
    fn take(&mut self, token: &str) -> bool {
        match self.peek().strip_prefix(token) {
            Some(rest) => {
                self.rest = rest;
                true
            }
            None => false,
        }
    }
    fn cut(&mut self, length: usize) -> &'a str {
        let (cut, rest) = self.rest.split_at(length);
        self.rest = rest;
        cut
    }
    fn upto(&mut self, end: &str) -> Result<&'a str, String> {
        let length = self.rest.find(end).ok_or_else(|| format!("no {end} after {:.40}", self.rest))?;
        let text = self.cut(length);
        self.cut(end.len());
        Ok(text)
    }

    fn union(&mut self) -> Result<Ts, String> {
        self.chain("|", Self::both, Ts::Union)
    }
    fn both(&mut self) -> Result<Ts, String> {
        self.chain("&", Self::one, Ts::Both)
    }
    fn chain(
        &mut self,
        between: &str,
        part: fn(&mut Self) -> Result<Ts, String>,
        whole: fn(Vec<Ts>) -> Ts,
    ) -> Result<Ts, String> {
        let first = part(self)?;
        let mut parts = vec![first];
        while self.take(between) {
            parts.push(part(self)?);
        }
        match <[Ts; 1]>::try_from(parts) {
            Ok([only]) => Ok(only),
            Err(parts) => Ok(whole(parts)),
        }
    }
    fn one(&mut self) -> Result<Ts, String> {
        if self.take("(") {
            let inner = self.union()?;
            return if self.take(")") { Ok(inner) } else { Err("no ) at the end".into()) };
        }
        if self.take("{") {
            return self.fields();
        }
        self.word().map(Ts::Word)
    }
    fn word(&mut self) -> Result<String, String> {
        let text = self.peek();
        let is_name = |c: char| c.is_alphanumeric() || "_<>[]\".".contains(c);
        let length = text.find(|c| !is_name(c)).unwrap_or(text.len());
        match self.cut(length) {
            "" => Err(format!("no type at {text:.40}")),
            word => Ok(word.into()),
        }
    }
    fn fields(&mut self) -> Result<Ts, String> {
        let mut fields = Vec::new();
        while !self.take("}") {
            let about = if self.take("/**") { uncomment(self.upto("*/")?) } else { String::new() };
            let key = if self.take("[") {
                format!("[{}]", self.upto("]")?)
            } else {
                self.word()?.trim_matches('"').to_owned() + if self.take("?") { "?" } else { "" }
            };
            if !self.take(":") {
                return Err(format!("no : after {key}"));
            }
            fields.push(Field { about, key, value: self.union()? });
            self.take(",");
        }
        Ok(Ts::Object(fields))
    }
}

#[cfg(test)]
mod tests {
    use super::Ts;

    fn laid_out(text: &str) -> String {
        let about = |tag: &str| (tag == "b").then(|| "The second.".to_owned());
        Ts::read(text).map_or_else(|why| why, |read| read.print(0, &about))
    }

    #[test]
    fn short_types_stay_on_a_line() {
        assert_eq!(laid_out("{ id: A, \"b\"?: Array<B>, }"), "{ id: A; b?: Array<B> }");
        assert_eq!(laid_out("{ [key in A]: number }"), "{ [key in A]: number }");
        assert_eq!(laid_out("{ a: 1, } & (A | B)"), "{ a: 1 } & (A | B)");
    }

    #[test]
    fn a_variant_with_a_meaning_gets_a_line_and_its_comment() {
        let text = "{ \"type\": \"a\" } & A | { \"type\": \"b\", \n/**\n * How many.\n */\nn: number, }";
        let expected = "\n  | { type: \"a\" } & A\n  /** The second. */\n  | {\n    type: \"b\";\n    /** How many. */\n    n: number;\n  }";
        assert_eq!(laid_out(text), expected);
    }

    #[test]
    fn what_is_not_understood_is_an_error() {
        for text in ["", "{ a }", "(A", "A B", "{ a: () => void }"] {
            assert!(Ts::read(text).is_err(), "{text}");
        }
    }
}

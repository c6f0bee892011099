//! A crawler that cleans a page while it is still arriving.
//!
//! Each chunk of the HTTP response goes to a [`tamis::Cleaner`] at once, and the cleaner prints each block of the
//! article as soon as its label is known; the whole page is never in memory. The `Content-Type` header gives the
//! encoding; the URL after redirects selects the site's rules and resolves links.
//!
//! A small server on the loopback address sends the page in slow pieces, so the example needs no network:
//!
//! ```text
//! cargo run --example crawler
//! ```
//!
//! The article goes to standard output, the progress to standard error.

use std::error::Error;
use std::io::{self, Write};
use std::path::Path;
use std::time::{Duration, Instant};

use reqwest::header::CONTENT_TYPE;
use tamis::{Cleaner, Format, Formatter, Options, Report};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

type Result<T> = std::result::Result<T, Box<dyn Error + Send + Sync>>;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<()> {
    let page = std::fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus/pages/aggregator-inline-ar.html"))?;
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let address = format!("http://{}/news/coast-train", listener.local_addr()?);
    let server = tokio::spawn(serve_once(listener, page));

    // A proxy from the environment cannot reach the loopback address; a real crawler does not need `no_proxy`.
    let client = reqwest::Client::builder().no_proxy().build()?;
    let options = Options::new().format(Format::Markdown);
    let report = crawl(&client, &address, &options).await?;
    eprintln!("-- {}: {} blocks kept", report.title.as_deref().unwrap_or("no title"), report.kept);
    server.await?
}

/// Fetches a page and prints its article while it arrives.
async fn crawl(client: &reqwest::Client, address: &str, options: &Options) -> Result<Report> {
    let mut response = client.get(address).send().await?.error_for_status()?;
    let mut options = options.clone().url(response.url().as_str())?;
    if let Some(content_type) = response.headers().get(CONTENT_TYPE).and_then(|value| value.to_str().ok()) {
        options = options.content_type(content_type);
    }

    let mut cleaner = Cleaner::new(&options, Formatter::new(&options, io::stdout()));
    let (begin, mut received) = (Instant::now(), 0);
    while let Some(chunk) = response.chunk().await? {
        received += chunk.len();
        eprintln!("-- {:.1} s, {received} bytes", begin.elapsed().as_secs_f32());
        cleaner.write(&chunk)?;
    }
    // Without `finish` the last blocks are missing.
    let (report, formatter) = cleaner.finish()?;
    formatter.into_inner().flush()?;
    Ok(report)
}

/// Answers one request with the page, a piece at a time.
async fn serve_once(listener: TcpListener, page: Vec<u8>) -> Result<()> {
    let (mut stream, _) = listener.accept().await?;
    read_request(&mut stream).await?;
    let head = "HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\nConnection: close\r\n";
    stream.write_all(format!("{head}Content-Length: {}\r\n\r\n", page.len()).as_bytes()).await?;
    for piece in page.chunks(1500) {
        stream.write_all(piece).await?;
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    Ok(stream.shutdown().await?)
}

/// Reads the request up to the empty line that ends it.
async fn read_request(stream: &mut TcpStream) -> Result<()> {
    let mut request = Vec::new();
    while !request.ends_with(b"\r\n\r\n") {
        if stream.read_buf(&mut request).await? == 0 {
            return Err("the client closed the connection".into());
        }
    }
    Ok(())
}

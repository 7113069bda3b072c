import { join } from 'node:path';
import * as vscode from 'vscode';
import { registerAlikeCommands } from './editor/alike/alikeCommands';
import { registerAnnotationsViewCommands } from './editor/annotationsViewCommands';
import { AnnotationTree } from './editor/annotationTree';
import { CategoryMemory } from './editor/categories/categoryMemory';
import { FolderCategories } from './editor/categories/folderCategories';
import { CategoriesView } from './editor/categoriesView';
import { registerCategoryCommands } from './editor/categoryCommands';
import { registerCommands } from './editor/commands';
import { registerDatasetCommands } from './editor/dataset/datasetCommands';
import { ProblemsPanel } from './editor/dataset/problemsPanel';
import { Backups } from './editor/document/backups';
import { DocumentStore } from './editor/document/documentStore';
import { HiddenMemory } from './editor/document/hiddenMemory';
import { registerImageCommands } from './editor/images/imageCommands';
import { ImagesView } from './editor/images/imagesView';
import { WorkspaceImages } from './editor/images/workspaceImages';
import { startInference } from './editor/inference/inference';
import { NeighbourPrefetch } from './editor/inference/neighbourPrefetch';
import { StatusBar } from './editor/inference/statusBar';
import { ExampleStore } from './editor/naming/exampleStore';
import { NameMemory } from './editor/naming/nameMemory';
import { registerNamingCommands } from './editor/naming/namingCommands';
import { ModelSwitch } from './editor/packs/modelSwitch';
import { registerPackCommands } from './editor/packs/packCommands';
import { PackLibrary } from './editor/packs/packLibrary';
import { DisplayMemory } from './editor/session/displayMemory';
import { SegmentEditorProvider } from './editor/session/segmentEditorProvider';
import { ToolMemory } from './editor/session/toolMemory';
import { ViewMemory } from './editor/session/viewMemory';

export function activate(context: vscode.ExtensionContext): void {
	const log = vscode.window.createOutputChannel('Strata', { log: true });
	const statusBar = new StatusBar();
	const folders = new FolderCategories();
	const library = new PackLibrary(context);
	const inference = startInference({ context, log, statusBar, packFolders: library.folders });
	const report = (error: unknown) => log.error(error instanceof Error ? error : String(error));
	const prefetch = new NeighbourPrefetch(inference.client, report);
	const display = new DisplayMemory(context.globalState);
	const tools = new ToolMemory(context.globalState);
	const views = new ViewMemory();
	const examples = new ExampleStore(context.storageUri && join(context.storageUri.fsPath, 'names'), report);
	const names = new NameMemory(inference.client, examples, inference.onDidRestart, report);
	const categories = new CategoryMemory(
		context.workspaceState,
		folders,
		(name) => void names.forgetName(name).catch(report),
	);
	const services = {
		inference,
		categories,
		folders,
		names,
		statusBar,
		prefetch,
		display,
		tools,
		views,
		report,
	};
	const backups = new Backups(vscode.Uri.joinPath(context.globalStorageUri, 'unsaved'));
	const documents = new DocumentStore(
		backups,
		new HiddenMemory(context.workspaceState),
		SegmentEditorProvider.viewType,
	);
	const provider = new SegmentEditorProvider(context.extensionUri, documents, services);
	const tree = new AnnotationTree(provider, folders, context.globalState);
	const images = new WorkspaceImages();
	const categoriesView = new CategoriesView(provider, images, folders);
	const imagesView = new ImagesView(images, provider, report);
	const modelSwitch = new ModelSwitch(library, inference, () => provider.isAnyOpen);
	context.subscriptions.push(
		log,
		statusBar,
		inference,
		prefetch,
		documents,
		folders,
		names,
		registerNamingCommands(names, report),
		provider,
		tree,
		registerAnnotationsViewCommands(tree),
		registerCommands(context, provider, categories, services),
		images,
		imagesView,
		categoriesView,
		registerCategoryCommands({ view: categoriesView, folders, images, documents, names, report }),
		registerImageCommands(provider, images, imagesView, views),
		registerDatasetCommands({
			documents,
			inference: inference.client,
			memory: context.workspaceState,
			report,
		}),
		registerAlikeCommands(provider, {
			extensionUri: context.extensionUri,
			documents,
			inference: inference.client,
			report,
		}),
		new ProblemsPanel(documents, folders, report),
		registerPackCommands({ library, modelSwitch, describe: inference.describe, report }),
	);
}
